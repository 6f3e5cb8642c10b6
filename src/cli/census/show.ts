/** What the census commands print about a census. */
import { Argument } from "commander";
import { scalarToHex } from "../../bytes/index.js";
import type { Output } from "../output.js";

export const SNAPSHOT = new Argument("[file]", "the snapshot").default("census.psc");

/** What to do if there is no snapshot. */
export const CENSUS_HINT = "Build one with `psephos census build VOTERS.csv`.";

export function describe(
  output: Output,
  { depth, size, root }: { readonly depth: number; readonly size: number; readonly root: bigint },
  more: object,
): void {
  output.field("places", size);
  output.field("depth", depth);
  output.field("census root", scalarToHex(root));
  output.result({ size, depth, root: scalarToHex(root), ...more });
}
