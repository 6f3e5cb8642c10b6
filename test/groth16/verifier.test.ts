import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import {
  createProver,
  createVerifier,
  formatProof,
  formatVerificationKey,
  type ProofResult,
  parseProof,
  parseVerificationKey,
  proofToBytes,
  type Verifier,
} from "../../src/groth16/index.js";
import { type CircuitFiles, TINY_INPUT, tinyCircuit } from "./support/circuit.js";
import { coded } from "./support/errors.js";
import { g1, g2, outsideSubgroup } from "./support/points.js";

const R = SCALAR_FIELD_ORDER;

describe("groth16 verifier", () => {
  let files: CircuitFiles;
  let honest: ProofResult;
  let verifier: Verifier;
  before(async () => {
    files = await tinyCircuit();
    const prover = await createProver(files);
    honest = await prover.prove(TINY_INPUT);
    await prover.close();
    verifier = await createVerifier(files.verificationKey);
  });
  after(() => verifier.close());

  it("accepts an honest proof, as JSON or bytes, signals as text or integers", async () => {
    assert.equal(verifier.signalCount, 3);
    assert.equal(await verifier.verify(honest), true);
    const numbers = honest.publicSignals.map(Number);
    assert.equal(await verifier.verify({ proof: honest.proof, publicSignals: numbers }), true);
    const publicSignals = honest.publicSignals.map(BigInt);
    assert.equal(await verifier.verify({ proof: proofToBytes(honest.proof), publicSignals }), true);
  });

  it("tells what the key says of itself", async () => {
    assert.equal(verifier.keyKind, "unknown");
    await using marked = await createVerifier({ ...files.verificationKey, keyKind: "development-INSECURE" });
    assert.equal(marked.keyKind, "development-INSECURE");
    const file = JSON.stringify(files.verificationKey, null, 1);
    assert.equal(verifier.keyHash, `0x${createHash("sha256").update(file).digest("hex")}`);
    assert.notEqual(marked.keyHash, verifier.keyHash);
  });

  it("answers false to each other signal", async () => {
    for (const i of [0, 1, 2]) {
      const publicSignals = honest.publicSignals.with(i, "17");
      assert.equal(await verifier.verify({ ...honest, publicSignals }), false);
    }
  });

  it("answers false to well-formed points that are not the proof's", async () => {
    const points = parseProof(honest.proof);
    const negated = { x: points.a.x, y: BASE_FIELD_ORDER - points.a.y };
    for (const wrong of [
      { a: g1(7n) },
      { a: negated },
      { b: g2(7n) },
      { c: g1(7n) },
      { a: points.c, c: points.a },
    ]) {
      const proof = formatProof({ ...points, ...wrong });
      assert.equal(await verifier.verify({ ...honest, proof }), false);
    }
  });

  it("refuses a signal under another name: plus r, negative, hex, padded, fraction", async () => {
    const [first] = honest.publicSignals.map(BigInt);
    const names = [`${first! + R}`, `-${R - first!}`, "0x74", "0116", "+116", " 116", "116.0", "1.16e2", ""];
    for (const name of [...names, first! + R, first! - R, 116.5, -1, 2 ** 60, null, undefined, ["116"]]) {
      const publicSignals = honest.publicSignals.with(0, name as string);
      await assert.rejects(
        verifier.verify({ ...honest, publicSignals }),
        coded("groth16/non-canonical-signal", /public signal 0 /),
      );
    }
  });

  it("refuses missing and extra signals", async () => {
    const { publicSignals } = honest;
    for (const wrong of [[], publicSignals.slice(0, 2), [...publicSignals, "0"]]) {
      await assert.rejects(
        verifier.verify({ ...honest, publicSignals: wrong }),
        coded("groth16/signal-count"),
      );
    }
    for (const wrong of [undefined, null, "116", { length: 3 }]) {
      const claim = { ...honest, publicSignals: wrong as unknown as string[] };
      await assert.rejects(verifier.verify(claim), coded("groth16/signals-shape"));
    }
  });

  it("refuses malformed proofs and claims", async () => {
    const b = outsideSubgroup().next().value!;
    const proof = formatProof({ ...parseProof(honest.proof), b });
    await assert.rejects(verifier.verify({ ...honest, proof }), coded("groth16/point-not-in-subgroup"));
    await assert.rejects(
      verifier.verify({ ...honest, proof: new Uint8Array(255) }),
      coded("groth16/proof-shape"),
    );
    await assert.rejects(verifier.verify({} as never), coded("groth16/claim-shape"));
    await assert.rejects(verifier.verify(undefined as never), coded("groth16/claim-shape"));
  });

  it("answers no more once closed", async () => {
    const closing = await createVerifier(files.verificationKey);
    await closing.close();
    await closing.close();
    await assert.rejects(closing.verify(honest), coded("groth16/closed"));
  });
});

describe("groth16 verification keys", () => {
  // biome-ignore lint/suspicious/noExplicitAny: it is about to be ill-formed
  let loose: () => any;
  before(async () => {
    const { verificationKey } = await tinyCircuit();
    loose = () => JSON.parse(JSON.stringify(verificationKey));
  });

  it("comes back as snarkjs wrote it, less what follows from the rest", () => {
    const { vk_alphabeta_12: _derived, ...rest } = loose();
    assert.deepEqual(formatVerificationKey(parseVerificationKey(loose())), rest);
  });

  it("refuses other protocols, curves and counts", () => {
    const { nPublic, IC } = loose();
    for (const wrong of [
      { protocol: "plonk" },
      { protocol: undefined },
      { curve: "bls12381" },
      { nPublic: nPublic - 1 },
      { nPublic: nPublic + 1 },
      { nPublic: `${nPublic}` },
      { nPublic: -1 },
      { nPublic: 1.5 },
      { nPublic: 1e9 },
      { IC: IC.slice(1) },
      { IC: {} },
      { vk_alpha_1: undefined },
      { vk_beta_2: loose().vk_alpha_1 },
      { keyKind: 1 },
      { keyKind: "ceremony" },
      { keyKind: "\u001b[2J-INSECURE" },
    ]) {
      assert.throws(() => parseVerificationKey({ ...loose(), ...wrong }), coded("groth16/key-shape"));
    }
    for (const wrong of [null, "key", 1, undefined, []]) {
      assert.throws(() => parseVerificationKey(wrong), coded("groth16/key-shape"));
    }
  });

  it("refuses each point off its curve, off the subgroup, at infinity", () => {
    for (const path of ["vk_alpha_1", "IC.0", "IC.3"]) {
      const [off, infinite] = [loose(), loose()];
      const [name, i] = path.split(".");
      const holder = (key: Record<string, unknown>) => (i === undefined ? key : (key[name!] as unknown[]));
      const at = i ?? name!;
      // biome-ignore lint/suspicious/noExplicitAny: one of two shapes
      (holder(off) as any)[at][0] = "5";
      // biome-ignore lint/suspicious/noExplicitAny: one of two shapes
      (holder(infinite) as any)[at] = ["0", "1", "0"];
      assert.throws(() => parseVerificationKey(off), coded("groth16/point-not-on-curve"));
      assert.throws(() => parseVerificationKey(infinite), coded("groth16/point-at-infinity"));
    }
    const outside = formatProof({ a: g1(1n), b: outsideSubgroup().next().value!, c: g1(1n) }).pi_b;
    for (const name of ["vk_beta_2", "vk_gamma_2", "vk_delta_2"]) {
      const infinity = [
        ["0", "0"],
        ["1", "0"],
        ["0", "0"],
      ];
      assert.throws(
        () => parseVerificationKey({ ...loose(), [name]: outside }),
        coded("groth16/point-not-in-subgroup", new RegExp(name)),
      );
      assert.throws(
        () => parseVerificationKey({ ...loose(), [name]: infinity }),
        coded("groth16/point-at-infinity", new RegExp(name)),
      );
    }
  });
});
