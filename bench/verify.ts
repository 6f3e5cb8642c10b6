/** One proof, warm, one thread: our verifier against snarkjs, and against the same check on mcl-wasm's pairing. */
import { createVerifier } from "../src/groth16/index.js";
import { mclVerifier } from "./support/mcl.js";
import { ratio, takeTurns } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";
import { spoiled, statements } from "./support/statements.js";

const ROUNDS = 40;

export default async function verify(): Promise<BenchResult> {
  const { verificationKey, claims, json } = await statements(ROUNDS);
  const mcl = await mclVerifier(verificationKey);
  const theirs = json.map(mcl);
  await using verifier = await createVerifier(verificationKey);
  const check = (answer: boolean) => {
    if (!answer) throw new Error("an honest proof was refused");
  };
  if (await verifier.verify(spoiled(claims[0]!))) throw new Error("a bad proof was accepted");
  let turn = 0;
  const next = <T>(list: readonly T[]): T => list[turn++ % list.length]!;
  const times = await withSnarkjs("single", () =>
    takeTurns(
      {
        ours: async () => check(await verifier.verify(next(claims))),
        mcl: () => check(next(theirs)()),
        snarkjs: async () => {
          const { proof, publicSignals } = next(json);
          check(
            await snarkjs.groth16.verify(verificationKey as never, publicSignals as string[], proof as never),
          );
        },
      },
      { rounds: ROUNDS, warmup: 40 },
    ),
  );
  return {
    name: "verify",
    ratios: { snarkjs: ratio(times.snarkjs, times.ours), "mcl-wasm": ratio(times.mcl, times.ours) },
    figures: {
      "one proof, five signals: Psephos, ms": times.ours.ms,
      "one proof, five signals: mcl-wasm's pairing, ms": times.mcl.ms,
      "one proof, five signals: snarkjs, ms": times.snarkjs.ms,
    },
  };
}
