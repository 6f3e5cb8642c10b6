/** Options and arguments that the rollup commands share. */
import { Argument } from "commander";
import { option } from "../command.js";
import { INSECURE, whole } from "../options.js";

export const VOTES = new Argument(
  "<votes>",
  "the votes that your node accepted, one JSON object on each line; or the log of the voting chain",
);
export const INSTANCE = option("--instance <name>", "tally-64 or tally-8", { unless: "tally-64" });
export const UNCHECKED = option("--unchecked", "do not check the census proofs again");
export const TRANSCRIPT = new Argument("<transcript>", "what `rollup prove` wrote");
export const DEMANDS = option(
  "--demands <most>",
  "the largest number of demands, of random slots; an answered demand costs its bond",
  { parse: whole },
);
export const ALSO_ON_CHAIN = option(
  "--contract <address>",
  "the process contract: also count what voters put on chain",
);
export const CIRCUITS = [option("--artifacts <folder>", "where the circuits' files are"), INSECURE] as const;
