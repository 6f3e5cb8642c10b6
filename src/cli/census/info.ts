import { CensusSnapshot } from "../../census/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { CENSUS_HINT, describe, SNAPSHOT } from "./show.js";

export const info: Leaf = {
  name: "info",
  description: "check a snapshot file and show what is in it",
  arguments: [SNAPSHOT],
  options: [option("--rebuild", "hash the whole tree again, from its entries")],
  examples: ["psephos census info", "psephos census info census.psc --rebuild --json"],
  async handler({ output }: Context, file: string, options: { readonly rebuild?: boolean }): Promise<void> {
    const snapshot = new CensusSnapshot(await readBytes(file, CENSUS_HINT));
    if (options.rebuild) await output.step("Building the tree again", () => snapshot.rebuild());
    let voters = 0;
    let weight = 0n;
    for (let i = 0; i < snapshot.size; i++) {
      const entry = snapshot.entry(i);
      if (!entry) continue;
      voters += 1;
      weight += entry.weight;
    }
    output.field("voters", voters);
    output.field("weight", weight);
    describe(output, snapshot, { voters, weight, rebuilt: options.rebuild === true });
  },
};
