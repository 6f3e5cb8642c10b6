// Layered boxes against libsodium's crypto_box_seal, both ways, and against forged keys and ballots.
import assert from "node:assert/strict";
import sodium from "libsodium-wrappers-sumo";
import {
  assertBoxKey,
  assertRevealedKey,
  createBoxKeys,
  layeredBytes,
  openLayered,
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
    assert.deepEqual(openLayered(sealed, VOTER, keys, RULES), PACKAGE);
    let peeled = sealed;
    for (const { publicKey, secretKey } of keys.toReversed())
      peeled = sodium.crypto_box_seal_open(peeled, publicKey, secretKey);
    assert.deepEqual(new Uint8Array(peeled), writePlaintext(VOTER, PACKAGE, plaintextBytes(RULES)));
  });

  it("opens when libsodium sealed it", () => {
    let sealed = writePlaintext(VOTER, PACKAGE, plaintextBytes(RULES));
    for (const key of publicKeys) sealed = sodium.crypto_box_seal(sealed, key);
    assert.deepEqual(openLayered(sealed, VOTER, keys, RULES), PACKAGE);
  });

  it("opens with no key missing, exchanged or in another order", () => {
    const sealed = sealLayered(VOTER, PACKAGE, publicKeys, RULES);
    assert.equal(openLayered(sealed, VOTER, keys.slice(1), RULES), null);
    assert.equal(openLayered(sealed, VOTER, keys.toReversed(), RULES), null);
    assert.equal(openLayered(sealed, VOTER, keys.with(1, createBoxKeys()), RULES), null);
  });

  it("is invalid when it is another voter's, or has a bit changed", () => {
    const sealed = sealLayered(VOTER, PACKAGE, publicKeys, RULES);
    assert.equal(openLayered(sealed, new Uint8Array(32), keys, RULES), null);
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice();
      changed[at]! ^= 1 << (at % 8);
      assert.equal(openLayered(changed, VOTER, keys, RULES), null, `byte ${at}`);
    }
    const lowOrder = sealed.slice();
    lowOrder.fill(0, 0, 32);
    assert.equal(openLayered(lowOrder, VOTER, keys, RULES), null);
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

  it("has revealed keys of one spelling", () => {
    const { secretKey, publicKey } = keys[0]!;
    assertRevealedKey(secretKey, publicKey);
    const loose = secretKey.slice();
    loose[0]! |= 1; // X25519 clears this bit: the same public key
    assert.deepEqual(new Uint8Array(sodium.crypto_scalarmult_base(loose)), publicKey);
    throwsCode("seal/revealed-key", () => assertRevealedKey(loose, publicKey));
    throwsCode("seal/revealed-key", () => assertRevealedKey(keys[1]!.secretKey, publicKey));
    throwsCode("seal/revealed-key", () => assertRevealedKey(secretKey.subarray(1), publicKey));
  });
});
