import assert from "node:assert/strict";
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER } from "../../src/bytes/index.js";
import {
  compactKey,
  createProver,
  createVerifier,
  formatProof,
  parseCompactKey,
  parseVerificationKey,
  verificationKeyKind,
} from "../../src/groth16/index.js";
import {
  createDevelopmentKey,
  exportVerificationKey,
  recordedKind,
  verifierSource,
} from "../../src/setup/index.js";
import { sectionMap, withBytes } from "./support/bytes.js";
import { endSnarkjs, TINY_INPUT, TINY_SIGNALS, tinyCircuit } from "./support/circuit.js";
import { coded } from "./support/errors.js";

describe("groth16: kinds of keys", () => {
  let files: Awaited<ReturnType<typeof tinyCircuit>>;
  before(async () => {
    files = await tinyCircuit();
  });
  after(endSnarkjs);

  const proverKind = async (zkey: Uint8Array) => {
    await using prover = await createProver({ zkey }, { threads: 1 });
    return prover.keyKind;
  };
  const everyKind = async (zkey: Uint8Array) => {
    await using verifier = await createVerifier(await exportVerificationKey(zkey));
    return [await proverKind(zkey), await proverKind(await compactKey(zkey)), verifier.keyKind];
  };

  it("a key without contributions makes proofs of anything, and is called forgeable everywhere", async () => {
    const { zkey, verificationKey } = files.initial;
    // A = α, B = β, C = −IC₀ (all signals 0): no witness has been near it.
    const { alpha, beta, ic } = parseVerificationKey(verificationKey);
    const c = { x: ic[0]!.x, y: BASE_FIELD_ORDER - ic[0]!.y };
    const forged = { proof: formatProof({ a: alpha, b: beta, c }), publicSignals: ["0", "0", "0"] };
    await using verifier = await createVerifier(verificationKey);
    assert.equal(await verifier.verify(forged), true);
    assert.equal(
      await snarkjs.groth16.verify(verificationKey, forged.publicSignals, forged.proof as never),
      true,
    );
    assert.equal(verifier.keyKind, "forgeable-INSECURE");
    await using contributed = await createVerifier(files.verificationKey);
    assert.equal(await contributed.verify(forged), false);

    assert.deepEqual(await everyKind(zkey), Array(3).fill("forgeable-INSECURE"));
    assert.equal(recordedKind(zkey), "forgeable-INSECURE");
    // Whoever has snarkjs's file, without our mark, is told the same.
    const exported = await exportVerificationKey(zkey);
    assert.equal(exported.keyKind, "forgeable-INSECURE");
    for (const key of [verificationKey, exported]) {
      const { source } = verifierSource({ verificationKey: key, circuit: "tiny" });
      assert.match(source, /INSECURE_DEVELOPMENT_KEY = true;/);
      assert.match(source, /^\/\/ INSECURE key: nobody has contributed to it, so anyone can forge proofs/m);
    }
  });

  it("tells it of any two of β, γ and δ that are one, up to sign, whatever the key says", () => {
    const { verificationKey: key } = files;
    const negative = (point: readonly (readonly string[])[]) => [
      point[0]!,
      point[1]!.map((c) => `${BASE_FIELD_ORDER - BigInt(c)}`),
      point[2]!,
    ];
    assert.equal(verificationKeyKind(key), "unknown");
    for (const change of [
      { vk_delta_2: key.vk_gamma_2 },
      { vk_delta_2: negative(key.vk_gamma_2) },
      { vk_delta_2: key.vk_beta_2 },
      { vk_beta_2: negative(key.vk_gamma_2) },
    ]) {
      assert.equal(verificationKeyKind({ ...key, ...change }), "forgeable-INSECURE");
      assert.equal(
        verificationKeyKind({ ...key, ...change, keyKind: "development-INSECURE" }),
        "forgeable-INSECURE",
      );
    }
  });

  it("a key of another program is unknown, and one of a development seed says so", async () => {
    assert.deepEqual(await everyKind(files.zkey), Array(3).fill("unknown"));
    assert.equal(recordedKind(files.zkey), "unfinished");
    const closed: { type: "mem"; data?: Uint8Array } = { type: "mem" };
    // What snarkjs's README closes keys with.
    const beacon = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
    await snarkjs.zKey.beacon(files.zkey, closed, "Final Beacon", beacon, 10);
    assert.equal(recordedKind(new Uint8Array(closed.data!)), "unknown");
    const development = await createDevelopmentKey({ r1cs: files.r1cs });
    assert.deepEqual(await everyKind(development.zkey), Array(3).fill("development-INSECURE"));
  });

  it("a key without a record of contributions is unknown, and proves", async () => {
    const { header } = sectionMap(files.zkey).get(10)!;
    const bare = files.zkey.slice(0, header);
    bare[8] = 9;
    assert.deepEqual(await everyKind(bare), Array(3).fill("unknown"));
    assert.equal(recordedKind(bare), "unknown");
    await using prover = await createProver({ wasm: files.wasm, zkey: bare }, { threads: 1 });
    assert.deepEqual((await prover.prove(TINY_INPUT)).publicSignals, [...TINY_SIGNALS]);
  });

  it("a compact key's mark is there whole or not at all", async () => {
    const { zkey } = await createDevelopmentKey({ r1cs: files.r1cs });
    const compact = await compactKey(zkey);
    assert.equal(parseCompactKey(compact).development, true);
    const { body } = sectionMap(compact).get(1)!;
    const other = withBytes(compact, body + 32, new TextEncoder().encode("Development-INSECURE"));
    assert.throws(() => parseCompactKey(other), coded("groth16/pkey-section"));
  });
});
