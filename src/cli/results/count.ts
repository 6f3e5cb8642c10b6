import { Argument } from "commander";
import {
  type AcceptedVote,
  resultsToJson,
  Tally,
  type VotingProcess,
  voteOfLine,
} from "../../ballot/index.js";
import { kernelPoseidon } from "../../engine/index.js";
import type { Verifier } from "../../groth16/index.js";
import { checkVotes } from "../../rollup/index.js";
import { type CensusKeyOptions, censusVerifier } from "../census-key.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { EXIT, exitCodeOf, type ShownError, showError } from "../errors.js";
import { type Replacing, readLines, writeWhole } from "../files.js";
import { type NamesOptions, QUESTIONS_FILE, questionNames } from "../metadata/names.js";
import { FORCE, KEYS, PROCESS_AND_CHAIN, RESULTS_OUT } from "../options.js";
import { knownProcess, type ProcessOptions } from "../process-on-chain.js";
import { counted, showResults } from "../show.js";
import { red, styled } from "../style.js";

interface CountOptions extends CensusKeyOptions, ProcessOptions, NamesOptions, Replacing {
  readonly out: string;
}

type RefusedLine = ShownError & { readonly line: number };

/** @throws the error, unless it says that a vote breaks a rule */
function refusedLine(line: number, error: unknown): RefusedLine {
  if (exitCodeOf(error) !== EXIT.refused) throw error;
  return { line, ...showError(error) };
}

/** The votes of a file that count, and the lines that do not, with their rules. */
async function checkLines(
  { output, signal }: Context,
  process: VotingProcess,
  lines: readonly { readonly line: number; readonly text: string }[],
  verifier: Verifier,
  { insecure }: CountOptions,
) {
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
  return { votes: checked.counted, refused: refused.sort((a, b) => a.line - b.line) };
}

async function countVotes(context: Context, file: string, options: CountOptions): Promise<number> {
  const { output } = context;
  const { process, checked } = await knownProcess(context, options);
  const names = await questionNames(options);
  const lines = await readLines(file);
  const { verifier, label } = await censusVerifier(context, process, options);
  let found: Awaited<ReturnType<typeof checkLines>>;
  try {
    found = await checkLines(context, process, lines, verifier, options);
  } finally {
    await verifier.close();
  }
  const { votes, refused } = found;
  const tally = new Tally(process.ballot);
  for (const vote of votes) tally.add(vote);
  const results = tally.results();
  await writeWhole(options.out, resultsToJson(results), {
    force: options.force,
    inputs: [file, options.process],
  });
  for (const { line, message } of refused)
    output.line(styled`  ${red("refused")} ${file}:${line} ${message}`);
  output.line(
    `${counted(votes.length, "vote")} counted, ${refused.length} refused; written to ${options.out}`,
  );
  showResults(output, results, names);
  output.field("key", label);
  output.result({ file: options.out, counted: votes.length, refused, key: label, checked, results });
  return refused.length > 0 ? EXIT.refused : EXIT.done;
}

export const count: Leaf = {
  name: "count",
  description: "verify every vote of a file, count them and write the results",
  arguments: [new Argument("<votes>", "vote envelopes or accepted votes, one JSON object a line")],
  options: [...PROCESS_AND_CHAIN, RESULTS_OUT, FORCE, QUESTIONS_FILE, ...KEYS],
  notes:
    "Refused votes are listed with their line and their rule. They do not count, and the exit code is 1.",
  examples: [
    "psephos results votes.jsonl --process process.json",
    "psephos results votes.jsonl --out results.json --json",
  ],
  isDefault: true,
  handler: countVotes,
};
