import assert from "node:assert/strict";
import fc from "fast-check";
import { assertVotes, packVotes, voteHash } from "../../src/ballot/index.js";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { throwsCode } from "../support/errors.js";
import { integers, vectors } from "../support/vectors.js";

const NONCE = "ab".repeat(31);
const ballot = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 100 });

describe("ballot: packing and voteHash (PROTOCOL 4)", () => {
  it("gives the vectors' packed elements and hashes", () => {
    type Vector = { votes: number[]; nonce: string; nullifier: string; packed: string[]; voteHash: string };
    for (const { votes, nonce, nullifier, packed, voteHash: hash } of vectors<Vector[]>("vote-hash")) {
      assert.deepEqual(packVotes(votes), integers(packed));
      assert.equal(voteHash(votes, nonce, BigInt(nullifier)), BigInt(hash));
    }
  });

  it("packs so that every value can be read back", () => {
    fc.assert(
      fc.property(ballot, (votes) => {
        const packed = packVotes(votes);
        assert.equal(packed.length, Math.ceil(votes.length / 25));
        assert.deepEqual(
          votes.map((_, i) => Number((packed[Math.floor(i / 25)]! >> BigInt(8 * (i % 25))) & 255n)),
          votes,
        );
        assert.equal(packed[0]! >> 200n, BigInt(votes.length));
      }),
    );
  });

  it("changes with every value, with the nonce and with the voter", () => {
    const votes = [1, 2, 3];
    const hash = voteHash(votes, NONCE, 7n);
    for (let i = 0; i < 3; i++) assert.notEqual(voteHash(votes.with(i, 9), NONCE, 7n), hash);
    assert.notEqual(voteHash(votes, `${NONCE.slice(1)}a`, 7n), hash);
    assert.notEqual(voteHash(votes, NONCE, 8n), hash);
  });

  it("changes with the ballot's length: [1] is not [1, 0]", () => {
    assert.notDeepEqual(packVotes([1]), packVotes([1, 0]));
    const long = Array<number>(100).fill(0);
    const hashes = Array.from({ length: 100 }, (_, i) => voteHash(long.slice(i), NONCE, 7n));
    assert.equal(new Set(hashes).size, 100);
  });

  it("refuses what is no ballot or no nonce", () => {
    for (const bad of [
      [],
      Array(101).fill(0),
      [256],
      [-1],
      [0.5],
      ["1"],
      [1n],
      "1",
      null,
      [Number.NaN],
      Array(1),
    ]) {
      throwsCode("ballot/votes", () => assertVotes(bad));
    }
    for (const bad of [
      "",
      "0".repeat(61),
      "0".repeat(63),
      "AB".repeat(31),
      `0x${"0".repeat(60)}`,
      undefined,
      5,
    ]) {
      throwsCode("ballot/nonce", () => voteHash([1], bad as string, 7n));
    }
    for (const bad of [-1n, SCALAR_FIELD_ORDER, undefined]) {
      throwsCode("bytes/non-canonical", () => voteHash([1], NONCE, bad as bigint));
    }
  });
});
