import { Argument } from "commander";
import { resultsToJson } from "../../ballot/index.js";
import { kernelPoseidon } from "../../engine/index.js";
import { BallotBox, voteOfLine } from "../../node/index.js";
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

async function countVotes(context: Context, file: string, options: CountOptions): Promise<number> {
  const { output, signal } = context;
  const { process, checked } = await knownProcess(context, options);
  const names = await questionNames(options);
  const lines = await readLines(file);
  const { verifier, label } = await censusVerifier(context, process, options);
  const box = new BallotBox(process, verifier, options);
  const hash = await kernelPoseidon();
  const refused: (ShownError & { line: number })[] = [];
  try {
    await output.step(`Verifying ${counted(lines.length, "vote")}`, async (progress) => {
      for (const [i, { line, text }] of lines.entries()) {
        signal.throwIfAborted();
        try {
          await box.take(voteOfLine(process, text, hash));
        } catch (error) {
          if (exitCodeOf(error) !== EXIT.refused) throw error;
          refused.push({ line, ...showError(error) });
        }
        progress(`${i + 1}/${lines.length}`);
      }
    });
  } finally {
    await verifier.close();
  }
  const results = box.count();
  await writeWhole(options.out, resultsToJson(results), {
    force: options.force,
    inputs: [file, options.process],
  });
  for (const { line, message } of refused)
    output.line(styled`  ${red("refused")} ${file}:${line} ${message}`);
  output.line(`${counted(box.size, "vote")} counted, ${refused.length} refused; written to ${options.out}`);
  showResults(output, results, names);
  output.field("key", label);
  output.result({ file: options.out, counted: box.size, refused, key: label, checked, results });
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
