/** A vote on its way to a node: sent, recorded, and its receipt checked and written. */
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import {
  type AnyReceipt,
  type CheckedReceipt,
  encodeAnyReceipt,
  isOfSeveral,
  NodeFailure,
  NodeRefusal,
  type VoteName,
} from "../../api/index.js";
import { randomBelow } from "../../bytes/index.js";
import { Failure, PsephosError, Refusal } from "../../errors/index.js";
import { ensureRecorded, type NodeProcess, waitForReceiptFrom } from "../../lightclient/index.js";
import { option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { nodeClient, type OpenedNode } from "../node-door.js";
import { positive } from "../options.js";

export interface DeliveryOptions extends Replacing {
  /** Where the receipt is written. */
  readonly receipt: string;
  /** Seconds. */
  readonly wait: number;
  /** Seconds within which the vote is sent. */
  readonly delay?: number;
}

export const RECEIPT = option("--receipt <file>", "with --node: where to write the receipt", {
  unless: "receipt.json",
});

/** 30 days, in seconds. */
const LONGEST = 30 * 86_400;

export const DELAY = option(
  "--delay <seconds>",
  "with --node: send the vote at a random moment within so many seconds, so that the moment says less about you",
  {
    parse(text) {
      const seconds = positive(text);
      if (seconds > LONGEST) throw new InvalidArgumentError(`It is at most ${LONGEST}.`);
      return seconds;
    },
  },
);

/** What a timer of Node counts, in milliseconds: a longer one would end at once. */
const TIMER = 2 ** 31 - 1;

/** As `setTimeout` of `node:timers/promises`, of any length. @throws the signal's `AbortError` */
export async function sleepLong(milliseconds: number, signal: AbortSignal): Promise<void> {
  for (let left = milliseconds; left > 0; left -= TIMER)
    await sleep(Math.min(left, TIMER), undefined, { signal });
}

/** Waits a random while, if the voter wants. Interrupted, it says that nothing was sent. */
async function waitForMoment(
  { output, signal }: Context,
  { file, urls }: Delivery,
  { delay }: DeliveryOptions,
): Promise<void> {
  if (delay === undefined) return;
  try {
    await output.step(`Waiting for a random moment within ${delay} s`, () =>
      sleepLong(randomBelow(Math.ceil(delay * 1000)), signal),
    );
  } catch (error) {
    output.warn(`Interrupted: the vote was not sent. ${sendAgain(file, urls)}`);
    throw error;
  }
}

/** A vote to send. */
export interface Delivery {
  readonly name: VoteName;
  /** The envelope in its canonical form. */
  readonly envelope: string;
  /** The file that has it. */
  readonly file: string;
  readonly node: OpenedNode;
  readonly process: NodeProcess;
  /** Nodes to send it to, in this order: one or more. */
  readonly urls: readonly string[];
  /** Remembers that a node's receipt does not hold. */
  readonly blame: (url: string) => Promise<void>;
}

/** A vote that is recorded. */
export interface Delivered {
  readonly receipt: AnyReceipt;
  readonly checked: CheckedReceipt;
}

const OVER = "No vote of this process is taken any more.";

/** What to do about a refusal, where the node does not say it. */
const NEXT: Readonly<Record<string, string>> = {
  "ledger/canceled": OVER,
  "ledger/ended": OVER,
  "ledger/ballot-mismatch": "Vote again, with --force: the envelope is not what its voter made.",
  "ledger/census-root": "Vote again, with --force.",
  "ledger/key-indexes": "Vote again, with --force: the ballots are sealed for other keys now.",
  "ledger/proof-refused": "Vote again, with --force. If that is refused too, tell the organiser.",
  "ledger/stale-root": "Vote again, with --force: the census has changed.",
};
const LATER: ReadonlySet<string> = new Set(["ledger/not-started", "ledger/paused", "service/rate"]);

/** As they are given to a command. */
export const nodesText = (urls: readonly string[]): string => urls.map((url) => `--node ${url}`).join(" ");

const sendAgain = (file: string, urls: readonly string[]) =>
  `The vote is in ${file}. To send it again: psephos vote send ${file} ${nodesText(urls)}\nIt is the same vote, and never counts twice.`;

function hintOf(
  error: NodeRefusal,
  { file, process }: Delivery,
  urls: readonly string[],
): string | undefined {
  const { code, counts, hint } = error.told;
  const most = process.declaration.params.maxVoteOverwrites;
  if (code === "ledger/superseded" && counts !== undefined)
    return counts < most
      ? `To replace it, vote again with --overwrite ${counts + 1} --force: the vote with the highest number counts.`
      : "The process takes no further vote from this voter: the one that counts stays.";
  if (LATER.has(code)) return [hint, sendAgain(file, urls)].filter((text) => text).join("\n");
  return NEXT[code] ?? (hint || undefined);
}

/** The error with what to do about it. */
function withAdvice(error: unknown, delivery: Delivery, urls: readonly string[]): unknown {
  if (!(error instanceof PsephosError)) return error;
  if (error instanceof NodeRefusal) {
    const hint = hintOf(error, delivery, urls);
    return new Refusal(error.code, error.message, { cause: error, ...(hint ? { hint } : {}) });
  }
  const own = error instanceof NodeFailure || error.code.startsWith("api/") ? "" : error.hint;
  const hint = [own, sendAgain(delivery.file, urls)].filter((text) => text).join("\n");
  const options = { cause: error, hint };
  return error instanceof Failure
    ? new Failure(error.code, error.message, options)
    : new Refusal((error as Refusal).code, error.message, options);
}

/** Sends it to a node, waits for the receipt, and checks it. */
async function exchange(context: Context, delivery: Delivery, url: string, end: number): Promise<Delivered> {
  const { name, envelope, node, process } = delivery;
  const { genesis } = node;
  return context.output.step(`Sending the vote to ${new URL(url).host}`, async (progress) => {
    const client = nodeClient(context, url, progress, node.carry);
    const left = () => ({ timeout: Math.max(1000, end - performance.now()) });
    const answer = await client.vote(envelope, { wait: true, ...left() });
    if (answer.state !== "recorded") progress("the node has checked it: it waits for its block");
    else if (isOfSeveral(genesis)) progress("it is recorded: the validators' signatures are waited for");
    const receipt =
      answer.state === "recorded" && !isOfSeveral(genesis)
        ? answer.receipt
        : await waitForReceiptFrom({ client, genesis }, name, left());
    return { receipt, checked: ensureRecorded(node, name, process, receipt) };
  });
}

/** The receipt of the first node that records the vote, and shows it. @throws PsephosError what the last one said */
async function exchangeWithAny(
  context: Context,
  delivery: Delivery,
  options: DeliveryOptions,
): Promise<Delivered> {
  const end = performance.now() + options.wait * 1000;
  const { urls, blame } = delivery;
  for (const [tried, url] of urls.entries()) {
    const untried = urls.length - tried;
    const now = performance.now();
    try {
      return await exchange(context, delivery, url, now + (end - now) / untried);
    } catch (error) {
      // What the node refuses is its rule; what is refused here is its receipt.
      if (error instanceof Refusal && !(error instanceof NodeRefusal)) await blame(url);
      if (untried === 1 || context.signal.aborted || !(error instanceof PsephosError)) throw error;
      context.output.warn(`${new URL(url).host}: ${error.message}. Another node is asked.`);
    }
  }
  throw new Failure("cli/usage", "there is no node to send the vote to");
}

/** Milliseconds for another node to have what one has recorded. */
const CONFIRMATION = 15_000;

/**
 * Asks the other nodes for the receipt of a vote that one has recorded. That some do not have it is a warning: the receipt stands.
 * @returns the nodes that have it, those first asked included, if there are several
 */
export async function confirm(
  context: Context,
  { name, node, process, urls }: Delivery,
): Promise<{ readonly confirmed?: readonly string[] }> {
  if (urls.length < 2) return {};
  const asked = urls.map(async (url) => {
    try {
      const other = { client: nodeClient(context, url), genesis: node.genesis };
      const receipt = await waitForReceiptFrom(other, name, { timeout: CONFIRMATION });
      ensureRecorded(node, name, process, receipt);
      return url;
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      context.output.warn(`${new URL(url).host} does not show the vote: ${error.message}.`);
      return undefined;
    }
  });
  const confirmed = (await Promise.all(asked)).filter((url) => url !== undefined);
  context.output.field("confirmed by", `${confirmed.length} of ${urls.length} nodes`);
  return { confirmed };
}

/**
 * Sends a vote, waits for its receipt, checks it, and writes it to its file. Interrupted, it says how to send the vote again.
 * @throws PsephosError the rule by which the node refuses it, with what to do; `api/…`, those of `checkAnyReceipt`, `lightclient/process`, `cli/write`
 */
export async function deliver(
  context: Context,
  delivery: Delivery,
  options: DeliveryOptions,
): Promise<Delivered> {
  const { output, signal } = context;
  const { file } = delivery;
  await waitForMoment(context, delivery, options);
  try {
    const delivered = await exchangeWithAny(context, delivery, options);
    const { force } = options;
    await writeWhole(options.receipt, `${encodeAnyReceipt(delivered.receipt)}\n`, { force, inputs: [file] });
    return delivered;
  } catch (error) {
    if (signal.aborted)
      output.warn(`Interrupted: it is not known whether the vote arrived. ${sendAgain(file, delivery.urls)}`);
    throw withAdvice(error, delivery, delivery.urls);
  }
}

/** Shows what a receipt says. */
export function tellReceipt(
  { output }: Context,
  { receipt: { proof }, checked: { height, signed } }: Delivered,
  options: DeliveryOptions,
): void {
  output.line(`The vote is recorded. Receipt written to ${options.receipt}: keep it.`);
  output.field("place in log", proof.inclusion.index);
  output.field("block", height);
  if (signed.by === "validators")
    output.field("signed by", `${signed.signers} of ${signed.validators} validators, block ${signed.block}`);
}

/** The same under `--json`. */
export const receiptJson = (
  { receipt: { proof }, checked: { height, stateRoot, signed } }: Delivered,
  { receipt: file }: DeliveryOptions,
) => ({ file, index: proof.inclusion.index, height, stateRoot, signed });
