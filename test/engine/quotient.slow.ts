// The quotient's scalars for real circuits, keys and witnesses, against what snarkjs computes on its way to a proof.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleCensusInput } from "../../bench/support/census-input.js";
import { prepareRows } from "../../src/engine/index.js";
import { type CircuitInput, createWitnessCalculator, parseZkey } from "../../src/groth16/index.js";
import { createDevelopmentKey } from "../../src/setup/index.js";
import { semaphore, semaphoreInput } from "../groth16/support/semaphore.js";
import { referenceField } from "./support/ffjavascript.js";
import { KERNELS } from "./support/kernels.js";
import { ourQuotient, snarkjsQuotient } from "./support/quotient.js";

const BUILT = join(import.meta.dirname, "..", "..", "build", "census-7");

async function agrees(files: { wasm: Uint8Array; zkey: Uint8Array }, input: CircuitInput): Promise<void> {
  const { coefficients, domainSize, nVars } = parseZkey(files.zkey);
  const witness = await (await createWitnessCalculator(files.wasm)).calculate(input);
  const rows = prepareRows(coefficients, { domainSize, wires: nVars });
  assert.ok(rows.words.length + rows.values.length < coefficients.length / 2, "the compact form is smaller");
  const expected = await snarkjsQuotient(await referenceField(), coefficients, witness, domainSize);
  for (const kernel of KERNELS) {
    const { whole, joined } = await ourQuotient(rows, witness, kernel);
    assert.deepEqual(whole, expected, kernel);
    assert.deepEqual(joined, expected, kernel);
  }
}

describe("engine quotient of real circuits", () => {
  it("census-7 with its development key", async () => {
    const [wasm, r1cs] = await Promise.all(
      ["wasm", "r1cs"].map(async (kind) => new Uint8Array(await readFile(join(BUILT, `census-7.${kind}`)))),
    );
    const { zkey } = await createDevelopmentKey({ r1cs: r1cs! });
    await agrees({ wasm: wasm!, zkey }, exampleCensusInput() as unknown as CircuitInput);
  });

  it("Semaphore v4 at depth 20 with its ceremony's key", async () => {
    await agrees(await semaphore(20), semaphoreInput(20));
  });
});
