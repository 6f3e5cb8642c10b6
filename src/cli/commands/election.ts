import { type Command, InvalidArgumentError } from "commander";
import { action } from "../context.js";
import type { ElectionOptions } from "../election/run.js";

function sampleSize(text: string): number {
  const size = Number(text);
  if (!/^[0-9]{1,3}$/.test(text) || size < 20 || size > 500) {
    throw new InvalidArgumentError("It takes a number from 20 to 500.");
  }
  return size;
}

export function addElectionCommand(program: Command): void {
  program
    .command("election")
    .description("run a whole anonymous election on this machine, with attacks, count and an EVM check")
    .option("--sample <voters>", "how many of the example's 1,000 voters vote (20 to 500)", sampleSize, 24)
    .option("-o, --out <file>", "where to write the results", "results.json")
    .option(
      "--keep <folder>",
      "also write the census, the process and the votes, for whoever checks the count",
    )
    .option("--artifacts <folder>", "where the circuit's files are")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos election\n  $ psephos election --sample 100 --keep election --json\n  $ psephos results election/votes.jsonl --process election/process.json --insecure",
    )
    .action(
      action(async (context, options: ElectionOptions) => {
        const { runElection } = await import("../election/run.js");
        context.output.result(await runElection(context, options));
        return undefined;
      }),
    );
}
