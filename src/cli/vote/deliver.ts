/** A vote on its way to a node: sent, recorded, and its receipt checked and written. */
import { encodeReceipt, NodeFailure, NodeRefusal, type Receipt, type VoteName } from "../../api/index.js";
import { Failure, PsephosError, Refusal } from "../../errors/index.js";
import { ensureRecorded, type NodeProcess } from "../../lightclient/index.js";
import { option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { nodeClient, type OpenedNode } from "../node-door.js";

export interface DeliveryOptions extends Replacing {
  readonly node: string;
  /** Where the receipt is written. */
  readonly receipt: string;
  /** Seconds. */
  readonly wait: number;
}

export const RECEIPT = option("--receipt <file>", "with --node: where to write the receipt", {
  unless: "receipt.json",
});

/** A vote to send. */
export interface Delivery {
  readonly name: VoteName;
  /** The envelope in its canonical form. */
  readonly envelope: string;
  /** The file that has it. */
  readonly file: string;
  readonly node: OpenedNode;
  readonly process: NodeProcess;
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

const sendAgain = (file: string, url: string) =>
  `The vote is in ${file}. To send it again: psephos vote send ${file} --node ${url}\nIt is the same vote, and never counts twice.`;

function hintOf(error: NodeRefusal, { file, process }: Delivery, url: string): string | undefined {
  const { code, counts, hint } = error.told;
  const most = process.declaration.params.maxVoteOverwrites;
  if (code === "ledger/superseded" && counts !== undefined)
    return counts < most
      ? `To replace it, vote again with --overwrite ${counts + 1} --force: the vote with the highest number counts.`
      : "The process takes no further vote from this voter: the one that counts stays.";
  if (LATER.has(code)) return [hint, sendAgain(file, url)].filter((text) => text).join("\n");
  return NEXT[code] ?? (hint || undefined);
}

/** The error with what to do about it. */
function withAdvice(error: unknown, delivery: Delivery, url: string): unknown {
  if (!(error instanceof PsephosError)) return error;
  if (error instanceof NodeRefusal) {
    const hint = hintOf(error, delivery, url);
    return new Refusal(error.code, error.message, { cause: error, ...(hint ? { hint } : {}) });
  }
  const own = error instanceof NodeFailure || error.code.startsWith("api/") ? "" : error.hint;
  const hint = [own, sendAgain(delivery.file, url)].filter((text) => text).join("\n");
  const options = { cause: error, hint };
  return error instanceof Failure
    ? new Failure(error.code, error.message, options)
    : new Refusal((error as Refusal).code, error.message, options);
}

/** Sends it, and waits for the receipt. */
async function exchange(context: Context, delivery: Delivery, options: DeliveryOptions): Promise<Receipt> {
  const { name, envelope } = delivery;
  return context.output.step("Sending the vote", async (progress) => {
    const client = nodeClient(context, options.node, progress, delivery.node.carry);
    const end = performance.now() + options.wait * 1000;
    const left = () => ({ timeout: Math.max(1000, end - performance.now()) });
    const answer = await client.vote(envelope, { wait: true, ...left() });
    if (answer.state === "recorded") return answer.receipt;
    progress("the node has checked it: it waits for its block");
    return client.waitForReceipt(name, left());
  });
}

/**
 * Sends a vote, waits for its receipt, checks it, and writes it to its file. Interrupted, it says how to send the vote again.
 * @throws PsephosError the rule by which the node refuses it, with what to do; `api/…`, those of `checkReceipt`, `lightclient/process`, `cli/write`
 */
export async function deliver(
  context: Context,
  delivery: Delivery,
  options: DeliveryOptions,
): Promise<Receipt> {
  const { output, signal } = context;
  const { file } = delivery;
  try {
    const receipt = await exchange(context, delivery, options);
    ensureRecorded(delivery.node, delivery.name, delivery.process, receipt);
    const { force } = options;
    await writeWhole(options.receipt, `${encodeReceipt(receipt)}\n`, { force, inputs: [file] });
    return receipt;
  } catch (error) {
    if (signal.aborted)
      output.warn(`Interrupted: it is not known whether the vote arrived. ${sendAgain(file, options.node)}`);
    throw withAdvice(error, delivery, options.node);
  }
}

/** Shows what a receipt says. */
export function tellReceipt({ output }: Context, { proof, head }: Receipt, options: DeliveryOptions): void {
  output.line(`The vote is recorded. Receipt written to ${options.receipt}: keep it.`);
  output.field("place in log", proof.inclusion.index);
  output.field("block", head.height);
}

/** The same under `--json`. */
export const receiptJson = ({ proof, head }: Receipt, { receipt }: DeliveryOptions) => ({
  file: receipt,
  index: proof.inclusion.index,
  height: head.height,
  stateRoot: head.stateRoot,
});
