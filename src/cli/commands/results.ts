import type { Command } from "commander";
import { action } from "../context.js";
import type { ResultsOptions } from "../run/results.js";
import { addReportCommand } from "./chain.js";
import { INSECURE } from "./insecure-option.js";
import { withProcess } from "./process-options.js";

export function addResultsCommand(program: Command): void {
  const results = program
    .command("results")
    .description("count votes, and report the count")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos results votes.jsonl --process process.json     (the same as results count)
  $ psephos results report 0x… results.json --votes 24 --contract 0x… --key dev-keys/oracle-1.key`,
    );
  withProcess(results.command("count", { isDefault: true }))
    .description("verify every vote of a file, count them and write the results")
    .argument("<votes>", "vote envelopes, one JSON object a line")
    .option("-o, --out <file>", "where to write the results", "results.json")
    .option("--artifacts <folder>", "where the circuit's files are")
    .option(...INSECURE)
    .addHelpText(
      "after",
      `
Refused votes are named with their line and their rule; they do not count, and the exit code is 1.

Examples:
  $ psephos results votes.jsonl --process process.json
  $ psephos results votes.jsonl --out results.json --json`,
    )
    .action(
      action(async (context, file: string, options: ResultsOptions) => {
        const { runResults } = await import("../run/results.js");
        return await runResults(context, file, options);
      }),
    );
  addReportCommand(results);
}
