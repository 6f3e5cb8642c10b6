/** A voter's proof by the depth of the census: levels of eight, each circuit with a development key. From depth 8 on its transforms have twice the size. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../scripts/circuits/compile.js";
import { loadInstances } from "../../scripts/circuits/instances.js";
import { Census, censusInput, createIdentity } from "../../src/census/index.js";
import { createProver } from "../../src/groth16/index.js";
import { prepareDevelopmentKey } from "../../src/setup/index.js";
import { cpuTime, takeTurns } from "../support/measure.js";
import { type Row, rowsOf } from "./table.js";

const DEPTHS = [4, 7, 8, 11] as const;
const OUT = join(import.meta.dirname, "..", "..", "build", "bench");

async function proofOf(depth: number): Promise<Record<string, number>> {
  const name = `census-${depth}`;
  const [instance] = loadInstances(["census-7"]);
  const { constraints } = await compile(
    { ...instance!, name, params: [depth], maxConstraints: 10_000 },
    { out: OUT },
  );
  const folder = join(OUT, name);
  const read = (extension: string) => readFileSync(join(folder, `${name}.${extension}`));
  const { zkey } = await prepareDevelopmentKey({ folder, name, r1cs: read("r1cs") });
  const prover = await createProver({ wasm: read("wasm"), zkey }, { threads: 1 });
  try {
    const identity = createIdentity();
    const census = new Census(depth, [{ commitment: identity.commitment, weight: 7n }]);
    const statement = { scope: 11n, voteHash: 13n, weight: 5n, envelopeHash: 17n };
    const input = { ...censusInput(identity, 7n, census.membership(0), statement) };
    const { proof } = await takeTurns({ proof: () => prover.prove(input) }, { clock: cpuTime });
    return { constraints, "key file, KB": zkey.length / 1000, "proof, warm, ms": proof.ms };
  } finally {
    await prover.close();
  }
}

export async function proofs(): Promise<readonly Row[]> {
  const measured = [];
  for (const depth of DEPTHS) measured.push(await proofOf(depth));
  const sizes = DEPTHS.map((depth) => `depth ${depth} (${(8 ** depth).toLocaleString("en")} voters)`);
  return rowsOf(sizes, measured);
}
