import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { kernelPoseidon, type Poseidon, poseidon as plain } from "../../src/engine/index.js";
import { throwsCode } from "../support/errors.js";
import { integers, vectors } from "../support/vectors.js";

for (const [where, prepare] of [
  ["poseidon-lite", async () => plain],
  ["the kernel", kernelPoseidon],
] as const)
  describe(`engine: Poseidon, one at a time (PROTOCOL 1), by ${where}`, () => {
    let poseidon: Poseidon;
    before(async () => {
      poseidon = await prepare();
    });

    it("gives circomlibjs's hashes at arities 1 to 8", () => {
      for (const { inputs, hash } of vectors<{ inputs: string[]; hash: string }[]>("poseidon")) {
        assert.equal(poseidon(integers(inputs)), BigInt(hash));
      }
    });

    it("refuses other arities", () => {
      throwsCode("engine/poseidon-arity", () => poseidon([]));
      throwsCode("engine/poseidon-arity", () => poseidon(Array(9).fill(1n)));
    });

    it("refuses inputs outside [0, r)", () => {
      for (const bad of [-1n, SCALAR_FIELD_ORDER, 1 as unknown as bigint]) {
        throwsCode("bytes/non-canonical", () => poseidon([1n, bad]));
      }
    });
  });
