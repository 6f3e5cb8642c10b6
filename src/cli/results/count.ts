import { Argument } from "commander";
import {
  type AcceptedVote,
  resultsToJson,
  Tally,
  type VotingProcess,
  voteOfLine,
} from "../../ballot/index.js";
import { kernelPoseidon } from "../../engine/index.js";
import { ensureAble } from "../../errors/index.js";
import { createVerifier } from "../../groth16/index.js";
import { checkVotes } from "../../rollup/index.js";
import { type CensusKeyOptions, ensureKeyOf } from "../census-key.js";
import { type ChainCount, type Count, countOfChain, isChainLog } from "../chain-log.js";
import { loadVerifyingCircuit, type VerifyingCircuit } from "../circuit.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { EXIT, exitCodeOf, type ShownError, showError } from "../errors.js";
import { readLines, writeWhole } from "../files.js";
import { QUESTIONS_FILE, questionNames } from "../metadata/names.js";
import { GENESIS, NODE, PROCESS_AT_NODE } from "../node-door.js";
import { FORCE, KEYS, PROCESS_AND_CHAIN, RESULTS_OUT } from "../options.js";
import { knownProcess, type ProcessOptions } from "../process-on-chain.js";
import { counted, showResults } from "../show.js";
import { red, styled } from "../style.js";
import { type AtNodeOptions, resultsAtNode, WATCHING } from "./at-node.js";

interface CountOptions extends CensusKeyOptions, ProcessOptions, Omit<AtNodeOptions, "node"> {
  readonly node?: string;
}

type RefusedLine = ShownError & { readonly line: number };

interface Found extends Count, Partial<Pick<ChainCount, "stateRoot">> {
  /** In the order of the lines; none of a chain's log. */
  readonly refused: readonly RefusedLine[];
}

/** @throws the error, unless it says that a vote breaks a rule */
function refusedLine(line: number, error: unknown): RefusedLine {
  if (exitCodeOf(error) !== EXIT.refused) throw error;
  return { line, ...showError(error) };
}

/** The count of a file of votes, and the lines that do not count, with their rules. */
async function countLines(
  { output, signal }: Context,
  process: VotingProcess,
  lines: readonly { readonly line: number; readonly text: string }[],
  [{ verificationKey }, { insecure }]: readonly [VerifyingCircuit, CountOptions],
): Promise<Found> {
  await using verifier = await createVerifier(verificationKey);
  const hash = await kernelPoseidon();
  const refused: RefusedLine[] = [];
  const read: { line: number; vote: AcceptedVote }[] = [];
  for (const { line, text } of lines)
    try {
      read.push({ line, vote: voteOfLine(process, text, hash) });
    } catch (error) {
      refused.push(refusedLine(line, error));
    }
  const votes = read.map(({ vote }) => vote);
  const checked = await output.step(`Verifying ${counted(lines.length, "vote")}`, (progress) =>
    checkVotes(process, votes, verifier, {
      insecure,
      onProgress: (done, total) => {
        signal.throwIfAborted();
        progress(`${done}/${total}`);
      },
    }),
  );
  for (const { index, reason } of checked.refused) refused.push(refusedLine(read[index]!.line, reason));
  refused.sort((a, b) => a.line - b.line);
  const tally = new Tally(process.ballot);
  for (const vote of checked.counted) tally.add(vote);
  const results = tally.results();
  return { document: resultsToJson(results), results, size: checked.counted.length, refused };
}

async function countVotes(
  context: Context,
  file: string | undefined,
  options: CountOptions,
): Promise<number> {
  const { node } = options;
  ensureAble(
    (file === undefined) !== (node === undefined),
    "cli/usage",
    "give either a file of votes or --node",
  );
  if (node !== undefined) {
    await resultsAtNode(context, { ...options, node });
    return EXIT.done;
  }
  return countFile(context, file!, options);
}

async function countFile(context: Context, file: string, options: CountOptions): Promise<number> {
  const { output, signal } = context;
  const { process, checked } = await knownProcess(context, options);
  const names = await questionNames(options);
  const circuit = await loadVerifyingCircuit(process.circuit, output, signal, options.artifacts);
  ensureKeyOf(process, circuit, options);
  const found: Found = (await isChainLog(file))
    ? { ...(await countOfChain(context, file, process, options)), refused: [] }
    : await countLines(context, process, await readLines(file), [circuit, options]);
  const { document, results, size, refused, stateRoot } = found;
  await writeWhole(options.out, document, { force: options.force, inputs: [file, options.process] });
  for (const { line, message } of refused)
    output.line(styled`  ${red("refused")} ${file}:${line} ${message}`);
  const others = stateRoot === undefined ? `, ${refused.length} refused` : " by the voting chain";
  output.line(`${counted(size, "vote")} counted${others}; written to ${options.out}`);
  showResults(output, results, names);
  if (stateRoot !== undefined) output.field("state root", stateRoot);
  output.field("key", circuit.label);
  const answer = { file: options.out, counted: size, refused, key: circuit.label, checked, results };
  output.result({ ...answer, ...(stateRoot === undefined ? {} : { stateRoot }) });
  return refused.length > 0 ? EXIT.refused : EXIT.done;
}

export const count: Leaf = {
  name: "count",
  description: "verify every vote of a file and count them, or show what a node counted",
  arguments: [
    new Argument(
      "[votes]",
      "vote envelopes or accepted votes, one JSON object a line; or a voting chain's log",
    ),
  ],
  options: [
    ...PROCESS_AND_CHAIN,
    NODE,
    PROCESS_AT_NODE,
    ...GENESIS,
    ...WATCHING,
    RESULTS_OUT,
    FORCE,
    QUESTIONS_FILE,
    ...KEYS,
  ],
  notes: `Refused votes are listed with their line and their rule. They do not count, and the exit code is 1.
A voting chain's log is replayed, with all checks, and the results are those of its rules: compare the state
root with the one that the chain's nodes tell.
With --node the votes are the voting chain's, and its nodes count them: the results are what the node says. A log
of the chain, replayed, shows that they are right.`,
  examples: [
    "psephos results votes.jsonl --process process.json",
    "psephos results votes.jsonl --out results.json --json",
    "psephos results chain.jsonl --process process.json",
    "psephos results --node https://node.example --process-id 0x… --watch",
  ],
  isDefault: true,
  handler: countVotes,
};
