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
  formatWtns,
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
import { foreignPackage } from "./support/packages.js";
import { snarkjsProof } from "./support/snarkjs.js";

interface Foreign {
  readonly name: string;
  readonly spec: string;
  readonly wasm: string;
  readonly zkey: string;
  readonly input: CircuitInput;
}

const list = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const sibling = (i: number): bigint => 7n ** BigInt(50 + i);

const unirep = (name: string, input: CircuitInput): Foreign => ({
  name: `Unirep ${name}`,
  spec: "@unirep/circuits@2.0.0",
  wasm: `zksnarkBuild/${name}.wasm`,
  zkey: `zksnarkBuild/${name}.zkey`,
  input: {
    identity_secret: 7n ** 80n,
    attester_id: 5n ** 60n,
    epoch: 3,
    chain_id: 31337,
    ...input,
  },
});
const endorsed = { reveal_nonce: 1, nonce: 1, sig_data: 11n ** 60n };
const member = { state_tree_indices: list(17, (i) => i % 2), state_tree_elements: list(17, sibling) };

const TABLE: readonly Foreign[] = [
  {
    name: "Semaphore v3, depth 16",
    spec: "@pcd/semaphore-group-pcd@0.15.1",
    wasm: "artifacts/16.wasm",
    zkey: "artifacts/16.zkey",
    input: {
      identityNullifier: 3n ** 100n,
      identityTrapdoor: 5n ** 90n,
      treePathIndices: list(16, (i) => i % 2),
      treeSiblings: list(16, sibling),
      externalNullifier: 11n ** 60n,
      signalHash: 13n ** 60n,
    },
  },
  {
    name: "RLN, depth 20",
    spec: "@waku/rln@0.1.8",
    wasm: "bundle/resources/rln.wasm",
    zkey: "bundle/resources/rln_final.zkey",
    input: {
      identity_secret: 3n ** 100n,
      path_elements: list(20, sibling),
      identity_path_index: list(20, (i) => i % 2),
      x: 11n ** 60n,
      epoch: 13n ** 60n,
      rln_identifier: 17n ** 50n,
    },
  },
  unirep("signup", {}),
  unirep("epochKeyLite", endorsed),
  unirep("epochKey", { ...endorsed, ...member, data: list(6, (i) => i) }),
  unirep("scopeNullifier", { ...endorsed, ...member, data: list(6, (i) => i), scope: 13n ** 50n }),
];

describe("groth16 with other projects' circuits and keys", function () {
  this.timeout(600_000);
  after(endSnarkjs);

  for (const { name, spec, wasm, zkey, input } of TABLE)
    it(`proves and verifies ${name}, as snarkjs does and faster`, async () => {
      const read = foreignPackage(spec);
      const files = { wasm: await read(wasm), zkey: await read(zkey) };
      const verificationKey = formatVerificationKey(verificationKeyOf(parseZkey(files.zkey)));
      const theirs: { type: "mem"; data?: Uint8Array } = { type: "mem" };
      await snarkjs.wtns.calculate(input as snarkjs.CircuitSignals, files.wasm, theirs);
      const witness = formatWtns(await (await createWitnessCalculator(files.wasm)).calculate(input));
      assert.deepEqual(witness, new Uint8Array(theirs.data!));

      await using verifier = await createVerifier(verificationKey);
      assert.ok(["unknown", "forgeable-INSECURE"].includes(verifier.keyKind));
      assert.ok(["unknown", "unfinished", "forgeable-INSECURE"].includes(recordedKind(files.zkey)));
      const ms: [ours: number, theirs: number] = [0, 0];
      const timed = async <T>(side: 0 | 1, work: () => Promise<T>): Promise<T> => {
        const start = performance.now();
        const result = await work();
        ms[side] = performance.now() - start;
        return result;
      };
      for (const key of [await compactKey(files.zkey), files.zkey]) {
        await using prover = await createProver({ wasm: files.wasm, zkey: key });
        assert.equal(prover.keyKind, verifier.keyKind);
        await prover.proveWitness(witness);
        const ours: ProofResult = await timed(0, () => prover.proveWitness(witness));
        const plain = JSON.parse(JSON.stringify(ours.proof));
        assert.equal(await snarkjs.groth16.verify(verificationKey, ours.publicSignals, plain), true);
        assert.equal(await verifier.verify(await prover.prove(input)), true);
      }
      await snarkjs.groth16.prove(files.zkey, witness);
      const proved = await timed(1, () => snarkjs.groth16.prove(files.zkey, witness));
      assert.equal(await verifier.verify(proved as never), true);
      console.log(
        `      ${name}: ${ms.map((time) => time.toFixed(0)).join(" / ")} ms, ratio ${(ms[1] / ms[0]).toFixed(1)}`,
      );
    });

  it("checks the sizes of inputs that an early circom 2 does not tell", async () => {
    const { spec, wasm, input } = TABLE[0]!;
    const calculator = await createWitnessCalculator(await foreignPackage(spec)(wasm));
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
    const blinding = { r: 3n ** 158n, s: 7n ** 89n };
    const theirs = await snarkjsProof(zkey, wires, blinding);
    await using pool = await createPool({ threads: 2 });
    const key = await loadKey(parseProvingKey(zkey), pool.threads);
    assert.deepEqual(proofFromBytes(await proveWires(key, wires, blinding)), theirs.proof);
  });
});
