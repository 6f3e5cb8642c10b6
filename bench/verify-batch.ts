/** Many proofs, warm, one thread: our batch of 64 and of 1,024, the latter also with a bad one, against snarkjs one by one. */
import { type Claim, createVerifier } from "../src/groth16/index.js";
import { median, takeTurns } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";
import { spoiled, statements } from "./support/statements.js";

const MANY = 1024;
const FEW = 64;
const BAD = 700;
/** snarkjs verifies this many a round; its time for more is taken to be proportional. */
const SAMPLE = 8;

export default async function verifyBatch(): Promise<BenchResult> {
  const { verificationKey, claims, json } = await statements(MANY);
  await using verifier = await createVerifier(verificationKey);
  const oneBad = claims.with(BAD, spoiled(claims[BAD]!));
  const expect = async (batch: readonly Claim[], want: string) => {
    const { bad } = await verifier.verifyBatch(batch);
    if (`${bad}` !== want) throw new Error(`the bad ones are said to be ${bad}`);
  };
  const times = await withSnarkjs("single", () =>
    takeTurns(
      {
        few: () => expect(claims.slice(0, FEW), ""),
        many: () => expect(claims, ""),
        bad: () => expect(oneBad, `${BAD}`),
        snarkjs: async () => {
          for (const { proof, publicSignals } of json.slice(0, SAMPLE)) {
            const ok = await snarkjs.groth16.verify(
              verificationKey as never,
              publicSignals as string[],
              proof as never,
            );
            if (!ok) throw new Error("snarkjs refused an honest proof");
          }
        },
      },
      { rounds: 7, warmup: 2 },
    ),
  );
  const ratio = (ours: keyof typeof times, count: number) =>
    median(times.snarkjs.rounds.map((time, i) => ((time / SAMPLE) * count) / times[ours].rounds[i]!));
  return {
    name: "verify-batch",
    ratios: { "64": ratio("few", FEW), "1024": ratio("many", MANY), "1 bad in 1024": ratio("bad", MANY) },
    figures: {
      "64 proofs: Psephos, ms a proof": times.few.ms / FEW,
      "1,024 proofs: Psephos, ms a proof": times.many.ms / MANY,
      "1,024 proofs, one bad and found: Psephos, ms a proof": times.bad.ms / MANY,
      "one by one: snarkjs, ms a proof": times.snarkjs.ms / SAMPLE,
    },
  };
}
