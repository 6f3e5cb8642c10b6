/** Other projects' keys and witnesses, warm, on as many threads as the machine has: our prover against snarkjs. */
import { createProver } from "../src/groth16/index.js";
import { FOREIGN } from "../test/groth16/support/foreign.js";
import { ratio, takeTurns } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

/** Bytes of a .zkey. Smaller keys prove in a few milliseconds, which a machine's noise hides. */
const LEAST_BYTES = 1 << 20;

export default async function foreign(): Promise<BenchResult> {
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const key of FOREIGN) {
    const [zkey, witness] = [await key.zkey(), await key.witness()];
    if (zkey.length < LEAST_BYTES) continue;
    const { ours, theirs } = await withSnarkjs("all", async () => {
      await using prover = await createProver({ zkey });
      return await takeTurns(
        { ours: () => prover.proveWitness(witness), theirs: () => snarkjs.groth16.prove(zkey, witness) },
        { rounds: 5, warmup: 1 },
      );
    });
    ratios[key.name] = ratio(theirs, ours);
    figures[`${key.name}: Psephos, ms`] = ours.ms;
    figures[`${key.name}: snarkjs, ms`] = theirs.ms;
  }
  return { name: "foreign", ratios, figures };
}
