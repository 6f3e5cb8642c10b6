/** `psephos results --node`: how a vote goes on, and its results when they are counted. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessAnswer } from "../../api/index.js";
import { type Results, resultsFromJson } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensure, ensureAble, Failure } from "../../errors/index.js";
import { type NodeProcess, processAtNode } from "../../lightclient/index.js";
import { resultsHash } from "../../process/index.js";
import { option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { type NamesOptions, namesAtNode, questionNames } from "../metadata/names.js";
import { type NodeOptions, type OpenedNode, openNode } from "../node-door.js";
import { assertProcessId, positive } from "../options.js";
import type { Progress } from "../output.js";
import { bar, counted, grouped, showResults } from "../show.js";

export interface AtNodeOptions extends NodeOptions, NamesOptions, Replacing {
  readonly processId?: string;
  readonly out: string;
  readonly watch?: boolean;
  readonly every: number;
}

export const WATCHING = [
  option("--watch", "with --node: stay until the votes are counted, and show how many there are"),
  option("--every <seconds>", "with --watch: how often the node is asked", { unless: 2, parse: positive }),
] as const;

const isOver = ({ phase }: ProcessAnswer): boolean => phase === "counted" || phase === "canceled";

/** The votes so far. */
const votesOf = ({ votes, voters }: ProcessAnswer): string =>
  votes === voters
    ? counted(votes, "vote")
    : `${counted(votes, "vote")} of ${counted(voters, "voter")}, the last of each counts`;

/** How far the time for votes has gone. */
function timeOf({ start, end }: ProcessAnswer, height: number): string {
  const now = grouped(`${height}`);
  if (start === null || end === null) return `block ${now}`;
  const gone = BigInt(Math.min(Math.max(height - start, 0), end - start));
  return `${bar(gone, BigInt(end - start), 20)} block ${now}, votes until ${grouped(`${end - 1}`)}`;
}

/** Whom the count waits for. */
async function waitingFor(
  { client }: OpenedNode,
  { processId, phase, params }: ProcessAnswer,
): Promise<string> {
  if (phase !== "ended" || !params.envelopeType.encryptedVotes) return "";
  const { missing } = await client.keys(processId);
  const reveals = missing.filter(({ message }) => message === "reveal").map(({ place }) => place);
  return reveals.length === 0 ? "" : `, waiting for keykeeper ${reveals.join(", ")}`;
}

/** Errors of a node that restarts or is busy. */
const isPassing = (error: unknown): error is Failure =>
  error instanceof Failure && error.code !== "api/aborted" && error.code !== "api/answer";

/** Asks until the process is over; a node that does not answer is asked again. */
async function watch(
  { output, signal }: Context,
  node: OpenedNode,
  id: Hex,
  { every }: AtNodeOptions,
): Promise<NodeProcess> {
  let told = "";
  /** A terminal has the progress; elsewhere each change is a line. */
  const tell = (text: string) => {
    if (text !== told && !process.stderr.isTTY) output.line(text);
    told = text;
  };
  const once = async (progress: Progress): Promise<NodeProcess> => {
    const shown = await processAtNode(node, id);
    const { answer } = shown;
    const { head } = await node.client.chain();
    const state = `${answer.phase}${await waitingFor(node, answer)}: ${votesOf(answer)}`;
    progress(`${state} ${timeOf(answer, head.height)}`);
    tell(state);
    return shown;
  };
  return output.step("Watching the vote", async (progress) => {
    for (;;) {
      try {
        const shown = await once(progress);
        if (isOver(shown.answer)) return shown;
      } catch (error) {
        if (!isPassing(error)) throw error;
        progress(error.message);
        tell(error.message);
      }
      await sleep(every * 1000, undefined, { signal });
    }
  });
}

/** The results document, which must be the one that the record names. @throws PsephosError `cli/node-disagrees` */
async function resultsOf({ client }: OpenedNode, { answer }: NodeProcess) {
  const document = await client.results(answer.processId);
  ensure(
    resultsHash(document) === answer.counted?.resultsHash,
    "cli/node-disagrees",
    "the node gives a results document that is not the one of the process's record",
    "Ask another node, or count the chain's log yourself: `psephos results chain.jsonl`.",
  );
  const { envelopeType, questionCount } = answer.params;
  const results = resultsFromJson(document, envelopeType.serial ? questionCount : 1);
  return { document, results };
}

async function tellUncounted({ output }: Context, node: OpenedNode, { answer }: NodeProcess): Promise<void> {
  const { head } = await node.client.chain();
  output.field("phase", `${answer.phase}${await waitingFor(node, answer)}`);
  output.field("votes", votesOf(answer));
  output.field("time", timeOf(answer, head.height));
  output.line();
  output.line("The results are counted when the vote has ended: --watch waits for them.");
}

/**
 * Shows a process at a node; with `watch` until it is counted.
 * @throws PsephosError `cli/usage`, `voter/canceled`, `cli/node-disagrees`, and those of `openNode` and `processAtNode`
 */
export async function resultsAtNode(context: Context, options: AtNodeOptions): Promise<void> {
  const { output } = context;
  ensureAble(
    options.processId !== undefined,
    "cli/usage",
    "name the process with --process-id",
    "`psephos node status --node URL` lists the processes.",
  );
  const id = assertProcessId(options.processId);
  const node = await openNode(context, options);
  const first = await processAtNode(node, id);
  const names =
    options.questions === undefined ? await namesAtNode(node, first) : await questionNames(options);
  const shown = options.watch && !isOver(first.answer) ? await watch(context, node, id, options) : first;
  const { phase, votes, voters } = shown.answer;
  ensure(phase !== "canceled", "voter/canceled", "the process was canceled: it has no results");
  const answer = { processId: id, phase, votes, voters, expectedGenesis: node.expected };
  if (phase !== "counted") {
    await tellUncounted(context, node, shown);
    output.result({ ...answer, results: null });
    return;
  }
  const { document, results } = await resultsOf(node, shown);
  tellCounted(context, shown, results, names);
  await writeWhole(options.out, document, { force: options.force });
  output.line(`Written to ${options.out}.`);
  const { size, resultsHash: hash } = shown.answer.counted!;
  output.result({ ...answer, file: options.out, counted: size, resultsHash: hash, results });
}

function tellCounted(
  { output }: Context,
  { answer }: NodeProcess,
  results: Results,
  names: Parameters<typeof showResults>[2],
): void {
  output.line(`${counted(answer.counted!.size, "vote")} counted by the voting chain.`);
  showResults(output, results, names);
  output.field("results hash", answer.counted!.resultsHash);
}
