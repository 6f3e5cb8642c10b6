/** Agreement on circuits and keys made by others. */
import assert from "node:assert/strict";
import * as snarkjs from "snarkjs";
import { createPool } from "../../src/engine/index.js";
import { parseContributions } from "../../src/groth16/formats/contributions.js";
import { formatWtns, parseWtns } from "../../src/groth16/formats/wtns.js";
import { parseZkey, verificationKeyOf } from "../../src/groth16/formats/zkey.js";
import {
  createProver,
  createVerifier,
  createWitnessCalculator,
  formatVerificationKey,
  parseVerificationKey,
  proofFromBytes,
} from "../../src/groth16/index.js";
import { loadKey } from "../../src/groth16/proving/loaded-key.js";
import { proveWires } from "../../src/groth16/proving/prove.js";
import { fromZkey } from "../../src/groth16/proving/proving-key.js";
import { endSnarkjs } from "./support/circuit.js";
import { semaphore, semaphoreInput } from "./support/semaphore.js";
import { snarkjsProof } from "./support/snarkjs.js";

describe("groth16 with Semaphore v4's artifacts", () => {
  after(endSnarkjs);

  for (const depth of [1, 10, 20, 32]) {
    describe(`of depth ${depth}`, () => {
      it("reads the ceremony's key, and in it the verification key that was published", async () => {
        const { zkey, verificationKey } = await semaphore(depth);
        const parsed = parseZkey(zkey);
        assert.deepEqual(
          formatVerificationKey(verificationKeyOf(parsed)),
          formatVerificationKey(parseVerificationKey(verificationKey)),
        );
        const { contributions } = parseContributions(parsed.contributions);
        assert.ok(contributions.length > 100);
        assert.deepEqual(contributions.at(-1)!.deltaAfter, parsed.delta1);
      });

      it("computes snarkjs's witness", async () => {
        const { wasm } = await semaphore(depth);
        const theirs: { type: "mem"; data?: Uint8Array } = { type: "mem" };
        await snarkjs.wtns.calculate(semaphoreInput(depth) as snarkjs.CircuitSignals, wasm, theirs);
        const ours = await (await createWitnessCalculator(wasm)).calculate(semaphoreInput(depth));
        assert.deepEqual(formatWtns(ours), new Uint8Array(theirs.data!));
        assert.deepEqual(parseWtns(new Uint8Array(theirs.data!)), ours);
      });

      for (const threads of [1, 2, 5]) {
        it(`proves with a fixed blinding what snarkjs does, point by point, on ${threads} threads`, async () => {
          const { wasm, zkey } = await semaphore(depth);
          const wires = await (await createWitnessCalculator(wasm)).calculate(semaphoreInput(depth));
          const blinding = { t: 3n ** 158n, s: 7n ** 89n };
          const theirs = await snarkjsProof(zkey, wires, blinding);
          await using pool = await createPool({ threads });
          const key = loadKey(fromZkey(parseZkey(zkey)), pool.threads);
          assert.deepEqual(proofFromBytes(await proveWires(key, wires, blinding)), theirs.proof);
        });
      }

      it("proves what snarkjs accepts, and accepts what snarkjs proves", async () => {
        const files = await semaphore(depth);
        await using prover = await createProver(files);
        await using verifier = await createVerifier(files.verificationKey);
        const ours = await prover.prove(semaphoreInput(depth));
        const plain = JSON.parse(JSON.stringify(ours.proof));
        assert.equal(await snarkjs.groth16.verify(files.verificationKey, ours.publicSignals, plain), true);
        const input = semaphoreInput(depth) as snarkjs.CircuitSignals;
        const theirs = await snarkjs.groth16.fullProve(input, files.wasm, files.zkey);
        const claim = theirs as unknown as Parameters<typeof verifier.verify>[0];
        assert.equal(await verifier.verify(claim), true);
        assert.deepEqual(theirs.publicSignals, ours.publicSignals);
      });
    });
  }
});
