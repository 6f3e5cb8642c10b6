/**
 * Circuits and keys of other projects, from their packages: each proved by us and by snarkjs, verified both ways, with the times.
 * The first was compiled by a circom 2 that does not tell its inputs' sizes.
 */
import assert from "node:assert/strict";
import * as snarkjs from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { createPool } from "../../src/engine/index.js";
import {
  type CircuitInput,
  compactKey,
  createProver,
  createVerifier,
  createWitnessCalculator,
  formatVerificationKey,
  type ProofResult,
  parseContributions,
  parseZkey,
  proofFromBytes,
  verificationKeyOf,
} from "../../src/groth16/index.js";
import { scalarBytes } from "../../src/groth16/point-bytes.js";
import { loadKey } from "../../src/groth16/proving/loaded-key.js";
import { proveWires } from "../../src/groth16/proving/prove.js";
import { parseProvingKey } from "../../src/groth16/proving/proving-key.js";
import { recordedKind } from "../../src/setup/index.js";
import { endSnarkjs } from "./support/circuit.js";
import { coded } from "./support/errors.js";
import { FOREIGN, list, SEMAPHORE_V3 } from "./support/foreign.js";
import { foreignPackage } from "./support/packages.js";
import { snarkjsProof } from "./support/snarkjs.js";

describe("groth16 with other projects' circuits and keys", function () {
  this.timeout(600_000);
  after(endSnarkjs);

  for (const foreign of FOREIGN)
    it(`proves and verifies ${foreign.name}, as snarkjs does and faster`, async () => {
      const { name, circuit } = foreign;
      const zkey = await foreign.zkey();
      const wasm = await circuit?.wasm();
      const verificationKey = formatVerificationKey(verificationKeyOf(parseZkey(zkey)));
      const witness = await foreign.witness();
      if (circuit) {
        const theirs: { type: "mem"; data?: Uint8Array } = { type: "mem" };
        await snarkjs.wtns.calculate(circuit.input as snarkjs.CircuitSignals, wasm!, theirs);
        assert.deepEqual(witness, new Uint8Array(theirs.data!));
      }

      await using verifier = await createVerifier(verificationKey);
      assert.ok(["unknown", "forgeable-INSECURE"].includes(verifier.keyKind));
      assert.ok(["unknown", "unfinished", "forgeable-INSECURE"].includes(recordedKind(zkey)));
      const ms: [ours: number, theirs: number] = [0, 0];
      const timed = async <T>(side: 0 | 1, work: () => Promise<T>): Promise<T> => {
        const start = performance.now();
        const result = await work();
        ms[side] = performance.now() - start;
        return result;
      };
      for (const key of [await compactKey(zkey), zkey]) {
        await using prover = await createProver({ ...(wasm && { wasm }), zkey: key });
        assert.equal(prover.keyKind, verifier.keyKind);
        await prover.proveWitness(witness);
        const ours: ProofResult = await timed(0, () => prover.proveWitness(witness));
        const plain = JSON.parse(JSON.stringify(ours.proof));
        assert.equal(await snarkjs.groth16.verify(verificationKey, ours.publicSignals, plain), true);
        if (circuit) assert.equal(await verifier.verify(await prover.prove(circuit.input)), true);
      }
      await snarkjs.groth16.prove(zkey, witness);
      const proved = await timed(1, () => snarkjs.groth16.prove(zkey, witness));
      assert.equal(await verifier.verify(proved as never), true);
      console.log(
        `      ${name}: ${ms.map((time) => time.toFixed(0)).join(" / ")} ms, ratio ${(ms[1] / ms[0]).toFixed(1)}`,
      );
    });

  it("checks the sizes of inputs that an early circom 2 does not tell", async () => {
    const { wasm, input } = SEMAPHORE_V3.circuit!;
    const calculator = await createWitnessCalculator(await wasm());
    const { identityTrapdoor: _, ...missing } = input;
    for (const [code, wrong] of [
      // As many values as the circuit takes: snarkjs writes the second over the next signal and proves.
      ["groth16/signal-size", { ...missing, identityNullifier: [1, 2] }],
      ["groth16/signal-size", { ...input, signalHash: [1, 2] }],
      ["groth16/signal-size", { ...input, treeSiblings: [1] }],
      ["groth16/unknown-signal", { ...input, other: 1 }],
      ["groth16/unknown-signal", { other: 1 }],
      ["groth16/missing-signal", missing],
      ["groth16/missing-signal", {}],
    ] as const)
      await assert.rejects(calculator.calculate(wrong as CircuitInput), coded(code));
  });

  it("proves point by point as snarkjs does with a key whose inputs are hard to come by", async () => {
    const zkey = await foreignPackage("@pcd/zk-eddsa-event-ticket-pcd@0.10.1")("artifacts/circuit.zkey");
    const { nVars, contributions } = parseZkey(zkey);
    assert.ok(parseContributions(contributions).contributions.length > 0);
    // No witness, but wires all the same: both sides compute with whatever they are given.
    const wires = scalarBytes(
      list(nVars, (i) => (i === 0 ? 1n : 3n ** BigInt(1 + (i % 900)) % SCALAR_FIELD_ORDER)),
    );
    const blinding = { t: 3n ** 158n, s: 7n ** 89n };
    const theirs = await snarkjsProof(zkey, wires, blinding);
    await using pool = await createPool({ threads: 2 });
    const key = loadKey(parseProvingKey(zkey), pool.threads);
    assert.deepEqual(proofFromBytes(await proveWires(key, wires, blinding)), theirs.proof);
  });
});
