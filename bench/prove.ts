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
  const one = await compare(1);
  const two = await compare(2);
  return {
    name: "prove",
    ratios: { "1 thread": ratio(one.theirs, one.ours), "2 threads": ratio(two.theirs, two.ours) },
    figures: {
      "Semaphore depth 20, 1 thread: Psephos, ms": one.ours.ms,
      "Semaphore depth 20, 1 thread: snarkjs, ms": one.theirs.ms,
      "Semaphore depth 20, 2 threads: Psephos, ms": two.ours.ms,
      "Semaphore depth 20, 2 threads: snarkjs, ms": two.theirs.ms,
    },
  };
}
