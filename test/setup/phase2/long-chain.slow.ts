/** A key of many contributions: proved with and verified, by us and by snarkjs. `LINKS=2000` was the last long run. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import {
  compactKey,
  createProver,
  createVerifier,
  parseContributions,
  parseZkey,
  readSections,
  writeSections,
  type ZkeyContribution,
} from "../../../src/groth16/index.js";
import { setupCurve } from "../../../src/setup/curve.js";
import { inverse, multiply } from "../../../src/setup/field.js";
import { formatContributions } from "../../../src/setup/formats/contributions.js";
import { PtauFile } from "../../../src/setup/formats/ptau.js";
import { makeRecord } from "../../../src/setup/phase2/chain.js";
import { exportVerificationKey } from "../../../src/setup/phase2/export.js";
import { createInitialKey } from "../../../src/setup/phase2/initial.js";
import { ChainTranscript } from "../../../src/setup/phase2/record.js";
import { verifyKey } from "../../../src/setup/phase2/verify.js";
import { endSnarkjs } from "../../groth16/support/circuit.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../support/ceremony.js";
import { r1csFile, wtnsFile } from "../support/random-circuit.js";
import { groth16, verifyKey as snarkjsVerify } from "../support/snarkjs.js";

const LENGTH = Number(process.env.LINKS ?? 500);
const DELTA1_AT = 468;

describe("setup: a key of many contributions", function () {
  this.timeout(600_000);
  const circuit = squares(4);
  const r1cs = r1csFile(circuit);
  let shop: Workshop;
  let powers: string;
  let zkey: Uint8Array;

  /** As many contributions one after the other, and the points multiplied once by all the secrets. */
  async function contributed(initial: Uint8Array): Promise<Uint8Array> {
    const curve = await setupCurve();
    const key = parseZkey(initial);
    const chain = parseContributions(key.contributions);
    const transcript = new ChainTranscript(chain.circuitHash);
    const contributions: ZkeyContribution[] = [];
    let delta1 = key.delta1;
    let product = 1n;
    for (let i = 0; i < LENGTH; i++) {
      const secret = (3n ** 150n + BigInt(i) ** 20n) % R;
      const name = i % 3 === 0 ? undefined : `contributor ${i}`;
      const about = { name, beacon: undefined };
      const record = makeRecord(transcript, delta1, { secret, g1S: curve.g1([BigInt(i + 2)]) }, curve, about);
      transcript.add(record);
      contributions.push(record);
      delta1 = record.deltaAfter;
      product = multiply(product, secret);
    }
    const sections = readSections(initial, "zkey", 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const header = sections.get(2)!.slice();
    header.set(delta1, DELTA1_AT);
    header.set(curve.multiply(key.delta2, product), DELTA1_AT + delta1.length);
    const { vectors } = shop;
    const changed = new Map([
      [2, header],
      [8, await vectors.scale("g1", key.c, inverse(product), "L", {})],
      [9, await vectors.scale("g1", key.h, inverse(product), "H", {})],
      [10, formatContributions({ circuitHash: chain.circuitHash, contributions })],
    ]);
    const written = [...sections].map(([id, body]) => [id, changed.get(id) ?? body] as const);
    return writeSections("zkey", 1, written);
  }

  before(async () => {
    shop = await openWorkshop();
    powers = await smallPowers(shop, "powers", 4, "all");
    await using ptau = await PtauFile.open(powers);
    zkey = await contributed((await createInitialKey({ r1cs, ptau }, shop.vectors)).zkey);
  });
  after(async () => {
    await shop?.close();
    await endSnarkjs();
  });

  it("is verified", async () => {
    await using ptau = await PtauFile.open(powers);
    const { contributions } = await verifyKey({ zkey, r1cs, ptau }, shop.vectors);
    assert.equal(contributions.length, LENGTH);
    assert.equal(contributions[1]!.name, "contributor 1");
  });

  it("is verified by snarkjs", async () => {
    const { ok, lines } = await snarkjsVerify(r1cs, new Uint8Array(await readFile(powers)), zkey);
    assert.ok(ok, lines.slice(-3).join("\n"));
  });

  it("proves, verifies, and is made compact, as with snarkjs", async () => {
    const verificationKey = await exportVerificationKey(zkey);
    await using verifier = await createVerifier(verificationKey);
    assert.equal(verifier.keyKind, "unknown");
    const witness = wtnsFile(circuit.witness);
    for (const key of [zkey, await compactKey(zkey)]) {
      await using prover = await createProver({ zkey: key });
      const { proof, publicSignals } = await prover.proveWitness(witness);
      assert.equal(
        await groth16.verify(verificationKey, publicSignals, JSON.parse(JSON.stringify(proof))),
        true,
      );
      assert.equal(await verifier.verify({ proof, publicSignals }), true);
    }
    assert.equal(await verifier.verify(await groth16.prove(zkey, witness)), true);
  });
});
