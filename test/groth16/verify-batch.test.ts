import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { ErrorCode } from "../../src/errors/index.js";
import {
  type Claim,
  createProver,
  createVerifier,
  formatProof,
  type ProofResult,
  parseProof,
  proofToBytes,
  type Verifier,
} from "../../src/groth16/index.js";
import { type CircuitFiles, TINY_INPUT, tinyCircuit } from "./support/circuit.js";
import { coded } from "./support/errors.js";
import { g1, outsideSubgroup } from "./support/points.js";

describe("groth16 batches", () => {
  let files: CircuitFiles;
  let honest: ProofResult[];
  let verifier: Verifier;
  before(async () => {
    files = await tinyCircuit();
    await using prover = await createProver(files);
    honest = [];
    for (let i = 0; i < 4; i++) honest.push(await prover.prove(TINY_INPUT));
    verifier = await createVerifier(files.verificationKey);
  });
  after(() => verifier.close());

  const wrong = (claim: Claim): Claim => ({ ...claim, publicSignals: claim.publicSignals.with(1, "17") });

  it("holds when every claim does, in either form", async () => {
    const claims: Claim[] = honest.flatMap(({ proof, publicSignals }) => [
      { proof, publicSignals },
      { proof: proofToBytes(proof), publicSignals: publicSignals.map(BigInt) },
    ]);
    assert.deepEqual(await verifier.verifyBatch(claims), { ok: true, bad: [], malformed: [] });
    assert.deepEqual(await verifier.verifyBatch([]), { ok: true, bad: [], malformed: [] });
    assert.deepEqual(await verifier.verifyBatch(claims.slice(0, 1)), { ok: true, bad: [], malformed: [] });
  });

  it("names those that do not, and why, and keeps the others", async () => {
    const [good, other] = honest as [ProofResult, ProofResult];
    const points = parseProof(good.proof);
    const offCurve = proofToBytes(good.proof);
    offCurve[31]! ^= 1;
    const b = outsideSubgroup().next().value!;
    const cases: [unknown, ErrorCode | boolean][] = [
      [good, true],
      [null, "groth16/claim-shape"],
      [wrong(good), false],
      [{ ...good, publicSignals: good.publicSignals.slice(1) }, "groth16/signal-count"],
      [{ ...good, publicSignals: "116" }, "groth16/signals-shape"],
      [{ ...good, publicSignals: good.publicSignals.with(0, `${R + 116n}`) }, "groth16/non-canonical-signal"],
      [other, true],
      [{ ...good, proof: { ...good.proof, pi_a: [] } }, "groth16/proof-shape"],
      [{ ...good, proof: new Uint8Array(255) }, "groth16/proof-shape"],
      [{ ...good, proof: new Uint8Array(256).fill(255) }, "groth16/non-canonical-coordinate"],
      [{ ...good, proof: new Uint8Array(256) }, "groth16/point-at-infinity"],
      [{ ...good, proof: offCurve }, "groth16/point-not-on-curve"],
      [{ ...good, proof: formatProof({ ...points, b }) }, "groth16/point-not-in-subgroup"],
      [{ ...good, proof: formatProof({ ...points, c: g1(7n) }) }, false],
      [other, true],
    ];
    const { ok, bad, malformed } = await verifier.verifyBatch(cases.map(([claim]) => claim as Claim));
    assert.equal(ok, false);
    assert.deepEqual(
      bad,
      cases.flatMap(([, want], i) => (want === true ? [] : [i])),
    );
    assert.deepEqual(
      malformed.map(({ index, error }) => [index, error.code]),
      cases.flatMap(([, want], i) => (typeof want === "string" ? [[i, want]] : [])),
    );
    for (const [claim, want] of cases) {
      if (typeof want === "boolean") assert.equal(await verifier.verify(claim as Claim), want);
      else await assert.rejects(verifier.verify(claim as Claim), coded(want));
    }
  });

  it("answers a flood of malformed claims", async () => {
    const { ok, bad, malformed } = await verifier.verifyBatch(Array(200_000).fill(null));
    assert.deepEqual([ok, bad.length, malformed.length], [false, 200_000, 200_000]);
  });

  it("answers about the claims as they were given, whatever becomes of their bytes", async () => {
    const bytes = honest.map(({ proof, publicSignals }) => ({ proof: proofToBytes(proof), publicSignals }));
    const answer = verifier.verifyBatch(bytes);
    for (const { proof } of bytes) proof.fill(0);
    assert.equal((await answer).ok, true);
  });

  it("finds what is bad among many", async () => {
    const many = Array.from({ length: 150 }, (_, i) => honest[i % honest.length] as Claim);
    const places = [0, 15, 16, 77, 149];
    const claims = many.map((claim, i) => (places.includes(i) ? wrong(claim) : claim));
    assert.deepEqual(await verifier.verifyBatch(claims), { ok: false, bad: places, malformed: [] });
  });

  it("takes lists only, and nothing once closed", async () => {
    for (const claims of [undefined, null, {}, "claims", honest[0]]) {
      await assert.rejects(verifier.verifyBatch(claims as unknown as Claim[]), coded("groth16/claim-shape"));
    }
    const closing = await createVerifier(files.verificationKey);
    const asked = closing.verifyBatch(honest);
    await closing.close();
    assert.equal((await asked).ok, true);
    await assert.rejects(closing.verifyBatch(honest), coded("groth16/closed"));
  });
});
