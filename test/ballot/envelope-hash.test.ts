import assert from "node:assert/strict";
import fc from "fast-check";
import { encodePacked, keccak256, toBytes, toHex } from "viem";
import { envelopeDigests, envelopeHash, hashOfDigests } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { throwsCode } from "../support/errors.js";
import { vectors } from "../support/vectors.js";

describe("ballot: envelopeHash (PROTOCOL 6)", () => {
  it("gives the vectors' digests and hashes", () => {
    type Vector = {
      nonce: number;
      encryptionKeyIndexes: number[];
      votePackage: string;
      keysDigest: Hex;
      packageDigest: Hex;
      envelopeHash: string;
    };
    const cases = vectors<Vector[]>("envelope-hash");
    assert.ok(cases.length >= 6);
    for (const { votePackage, keysDigest, packageDigest, envelopeHash: hash, ...rest } of cases) {
      const envelope = { ...rest, votePackage: Uint8Array.from(Buffer.from(votePackage, "hex")) };
      assert.deepEqual(envelopeDigests(envelope), {
        nonce: rest.nonce,
        keysDigest: toBytes(keysDigest),
        packageDigest: toBytes(packageDigest),
      });
      assert.equal(envelopeHash(envelope), BigInt(hash));
    }
  });

  it("is what Solidity packs, for every nonce, key and package", () => {
    const indexes = fc.uniqueArray(fc.nat(255)).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(255), indexes, fc.uint8Array(), (nonce, encryptionKeyIndexes, votePackage) => {
        const packed = encodePacked(
          ["uint64", "bytes32", "bytes32"],
          [BigInt(nonce), keccak256(Uint8Array.from(encryptionKeyIndexes)), keccak256(toHex(votePackage))],
        );
        const envelope = { nonce, encryptionKeyIndexes, votePackage };
        assert.equal(envelopeHash(envelope), BigInt(keccak256(packed)) >> 8n);
        assert.equal(hashOfDigests(envelopeDigests(envelope)), envelopeHash(envelope));
      }),
    );
  });

  it("changes with each part, and refuses what no envelope has", () => {
    const envelope = { nonce: 1, encryptionKeyIndexes: [0, 2], votePackage: Uint8Array.of(9) };
    const changes = [
      envelope,
      { ...envelope, nonce: 2 },
      { ...envelope, encryptionKeyIndexes: [2] },
      { ...envelope, encryptionKeyIndexes: [] },
      { ...envelope, votePackage: Uint8Array.of(9, 0) },
    ];
    assert.equal(new Set(changes.map(envelopeHash)).size, changes.length);
    for (const nonce of [-1, 256, 1.5, "1", 1n, Number.NaN])
      throwsCode("ballot/nonce-range", () => envelopeHash({ ...envelope, nonce: nonce as number }));
    for (const encryptionKeyIndexes of [[1, 0], [1, 1], [256], [-1], [0.5], ["0"], "0", null, Array(1)])
      throwsCode("ballot/key-indexes", () =>
        envelopeHash({ ...envelope, encryptionKeyIndexes: encryptionKeyIndexes as number[] }),
      );
    const [whole, short] = [new Uint8Array(32), new Uint8Array(31)];
    hashOfDigests({ nonce: 0, keysDigest: whole, packageDigest: whole });
    throwsCode("ballot/digest", () => hashOfDigests({ nonce: 0, keysDigest: short, packageDigest: whole }));
    throwsCode("ballot/digest", () => hashOfDigests({ nonce: 0, keysDigest: whole, packageDigest: short }));
  });
});
