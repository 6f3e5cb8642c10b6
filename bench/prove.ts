/** Semaphore v4 at depth 20, the same key and witness, warm: our prover on one thread and two, against snarkjs. */
import { createProver, createWitnessCalculator, formatWtns } from "../src/groth16/index.js";
import { semaphore, semaphoreInput } from "../test/groth16/support/semaphore.js";
import { ratio, takeTurns } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

const DEPTH = 20;

export default async function prove(): Promise<BenchResult> {
  const { wasm, zkey } = await semaphore(DEPTH);
  const witness = formatWtns(await (await createWitnessCalculator(wasm)).calculate(semaphoreInput(DEPTH)));
  const compare = (threads: number) =>
    withSnarkjs(threads === 1 ? "single" : "all", async () => {
      await using prover = await createProver({ zkey }, { threads });
      return await takeTurns({
        ours: () => prover.proveWitness(witness),
        theirs: () => snarkjs.groth16.prove(zkey, witness),
      });
    });
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const threads of [1, 2]) {
    const { ours, theirs } = await compare(threads);
    const what = threads === 1 ? "1 thread" : `${threads} threads`;
    ratios[what] = ratio(theirs, ours);
    figures[`Semaphore depth 20, ${what}: Psephos, ms`] = ours.ms;
    figures[`Semaphore depth 20, ${what}: snarkjs, ms`] = theirs.ms;
  }
  return { name: "prove", ratios, figures };
}
