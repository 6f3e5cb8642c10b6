// Layered boxes against libsodium's crypto_box_seal, both ways, and against forged keys and ballots.
import assert from "node:assert/strict";
import sodium from "libsodium-wrappers-sumo";
import {
  assertBoxKey,
  assertRevealedKey,
  createBoxKeys,
  layeredBytes,
  layeredOpener,
  plaintextBytes,
  sealLayered,
  writePlaintext,
} from "../../src/seal/index.js";
import { throwsCode } from "../support/errors.js";

const RULES = { maxCount: 3, maxValue: 4 };
const VOTER = new Uint8Array(32).fill(3);
const PACKAGE = new TextEncoder().encode("a package");

describe("a layered ballot", () => {
  const keys = [createBoxKeys(), createBoxKeys(), createBoxKeys()];
  const publicKeys = keys.map(({ publicKey }) => publicKey);

  before(() => sodium.ready);

  it("opens with all keys, in libsodium as here", () => {
    const sealed = sealLayered(VOTER, PACKAGE, publicKeys, RULES);
    assert.equal(sealed.length, layeredBytes(RULES, 3));
    assert.deepEqual(layeredOpener(keys, RULES)(VOTER, sealed), PACKAGE);
    let peeled = sealed;
    for (const { publicKey, secretKey } of keys.toReversed())
      peeled = sodium.crypto_box_seal_open(peeled, publicKey, secretKey);
    assert.deepEqual(new Uint8Array(peeled), writePlaintext(VOTER, PACKAGE, plaintextBytes(RULES)));
  });

  it("opens when libsodium sealed it", () => {
    let sealed = writePlaintext(VOTER, PACKAGE, plaintextBytes(RULES));
    for (const key of publicKeys) sealed = sodium.crypto_box_seal(sealed, key);
    assert.deepEqual(layeredOpener(keys, RULES)(VOTER, sealed), PACKAGE);
  });

  it("opens with no key missing, exchanged or in another order", () => {
    const sealed = sealLayered(VOTER, PACKAGE, publicKeys, RULES);
    assert.equal(layeredOpener(keys.slice(1), RULES)(VOTER, sealed), null);
    assert.equal(layeredOpener(keys.toReversed(), RULES)(VOTER, sealed), null);
    assert.equal(layeredOpener(keys.with(1, createBoxKeys()), RULES)(VOTER, sealed), null);
  });

  it("is invalid when it is another voter's, or has a bit changed", () => {
    const sealed = sealLayered(VOTER, PACKAGE, publicKeys, RULES);
    assert.equal(layeredOpener(keys, RULES)(new Uint8Array(32), sealed), null);
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice();
      changed[at]! ^= 1 << (at % 8);
      assert.equal(layeredOpener(keys, RULES)(VOTER, changed), null, `byte ${at}`);
    }
    const lowOrder = sealed.slice();
    lowOrder.fill(0, 0, 32);
    assert.equal(layeredOpener(keys, RULES)(VOTER, lowOrder), null);
  });

  it("has keys that somebody can have chosen", () => {
    const p = 2n ** 255n - 19n;
    const bytes = (value: bigint) =>
      Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    // The points of low order of curve 25519 and of its twist (RFC 7748, section 7; Bernstein's list), canonical and not.
    const low = [
      0n,
      1n,
      325606250916557431795983626356110631294008115727848805560023387167927233504n,
      39382357235489614581723060781553021112529911719440698176882885853963445705823n,
      p - 1n,
      p,
      p + 1n,
    ];
    for (const u of low) throwsCode("seal/box-key", () => assertBoxKey(bytes(u)));
    throwsCode("seal/box-key", () => assertBoxKey(bytes(9n + 2n ** 255n))); // the unused top bit
    throwsCode("seal/box-key", () => assertBoxKey(new Uint8Array(31)));
    for (const key of publicKeys) assertBoxKey(key);
    throwsCode("seal/layers", () => sealLayered(VOTER, PACKAGE, [], RULES));
    throwsCode("seal/layers", () => sealLayered(VOTER, PACKAGE, [publicKeys[0]!, publicKeys[0]!], RULES));
    throwsCode("seal/box-key", () => sealLayered(VOTER, PACKAGE, [bytes(0n)], RULES));
  });

  it("has no key that another clamped key is alike", () => {
    const little = (value: bigint) =>
      Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    // X25519 sees k and 8·order − k alike; both are clamped for these.
    const k = 2n ** 254n;
    for (const secret of [k, 8n * order - k, k + 8n, 8n * order - k - 8n]) {
      const bytes = little(secret);
      const publicKey = new Uint8Array(sodium.crypto_scalarmult_base(bytes));
      throwsCode("seal/revealed-key", () => assertRevealedKey(bytes, publicKey));
      assert.deepEqual(publicKey, new Uint8Array(sodium.crypto_scalarmult_base(little(8n * order - secret))));
    }
    const next = little(8n * order - k + 8n); // its twin is below 2^254, and so not clamped
    assertRevealedKey(next, new Uint8Array(sodium.crypto_scalarmult_base(next)));
  });

  it("has revealed keys of one spelling", () => {
    const { secretKey, publicKey } = keys[0]!;
    assertRevealedKey(secretKey, publicKey);
    const loose = secretKey.slice();
    loose[0]! |= 1; // X25519 clears this bit: the same public key
    assert.deepEqual(new Uint8Array(sodium.crypto_scalarmult_base(loose)), publicKey);
    throwsCode("seal/revealed-key", () => assertRevealedKey(loose, publicKey));
    const high = secretKey.slice();
    high[31]! |= 128; // and this one
    assert.deepEqual(new Uint8Array(sodium.crypto_scalarmult_base(high)), publicKey);
    throwsCode("seal/revealed-key", () => assertRevealedKey(high, publicKey));
    const pair = { secretKey: keys[1]!.secretKey, publicKey };
    throwsCode("seal/revealed-key", () => layeredOpener([pair], RULES));
    throwsCode("seal/revealed-key", () => assertRevealedKey(keys[1]!.secretKey, publicKey));
    throwsCode("seal/revealed-key", () => assertRevealedKey(secretKey.subarray(1), publicKey));
  });
});
