import type { Command } from "commander";
import { action } from "../context.js";
import type { VerifyOptions, VoteOptions } from "../run/vote.js";
import { INSECURE } from "./insecure-option.js";
import { withProcess } from "./process-options.js";

export function addVoteCommands(program: Command): void {
  withProcess(program.command("vote"))
    .description("prove and write one anonymous vote")
    .argument("<votes>", "one value per field, joined by commas: 1,0,3")
    .option("-c, --census <file>", "the process's census snapshot", "census.psc")
    .option("-i, --identity <file>", "your identity", "identity.json")
    .option("-w, --weight <integer>", "use less than your whole weight")
    .option("--overwrite <number>", "your votes before this one: 0 for the first; the highest number counts")
    .option("-o, --out <file>", "where to write the vote envelope", "vote.json")
    .option("--rebuild", "hash the whole census file, also one of over 100,000 voters")
    .option("--artifacts <folder>", "where the circuit's files are")
    .option(...INSECURE)
    .addHelpText(
      "after",
      `
Examples:
  $ psephos vote 1 --process process.json --census census.psc --contract 0x…
  $ psephos vote 1,0,3 --identity alice.json --weight 5 --out vote.json --json`,
    )
    .action(
      action(async (context, votes: string, options: VoteOptions) => {
        const { runVote } = await import("../run/vote.js");
        await runVote(context, votes, options);
        return undefined;
      }),
    );

  withProcess(program.command("verify"))
    .description("say whether a vote would be accepted")
    .argument("[file]", "the vote envelope", "vote.json")
    .option("--artifacts <folder>", "where the circuit's files are")
    .option(...INSECURE)
    .addHelpText(
      "after",
      `
Exit code 0: accepted; 1: refused, with the rule; 2: it could not be checked.

Examples:
  $ psephos verify vote.json --process process.json
  $ psephos verify vote.json --json`,
    )
    .action(
      action(async (context, file: string, options: VerifyOptions) => {
        const { runVerify } = await import("../run/vote.js");
        await runVerify(context, file, options);
        return undefined;
      }),
    );
}
