import { InvalidArgumentError } from "commander";
import { type Leaf, option, type Unnamed } from "../command.js";
import type { Context } from "../context.js";
import { ARTIFACTS, FORCE, RESULTS_OUT } from "../options.js";
import { type ElectionOptions, runElection } from "./run.js";

function sampleSize(text: string): number {
  const size = Number(text);
  if (!/^[0-9]{1,3}$/.test(text) || size < 20 || size > 500) {
    throw new InvalidArgumentError("It takes a number from 20 to 500.");
  }
  return size;
}

export default {
  options: [
    option("--sample <voters>", "how many of the example's 1,000 voters vote (20 to 500)", {
      unless: 24,
      parse: sampleSize,
    }),
    RESULTS_OUT,
    FORCE,
    option(
      "--keep <folder>",
      "also write the census, the process, the votes and the voting chain, so that others can check the count",
    ),
    ARTIFACTS,
  ],
  examples: [
    "psephos election",
    "psephos election --sample 100 --keep election --json",
    "psephos results election/chain.jsonl --process election/process.json --insecure",
    "psephos ledger replay election/chain.jsonl --insecure",
  ],
  async handler(context: Context, options: ElectionOptions): Promise<void> {
    context.output.result(await runElection(context, options));
  },
} satisfies Unnamed<Leaf>;
