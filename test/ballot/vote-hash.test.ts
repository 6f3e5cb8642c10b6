import assert from "node:assert/strict";
import fc from "fast-check";
import { assertVotes, packVotes, voteHash } from "../../src/ballot/index.js";
import { throwsCode } from "../support/errors.js";
import { integers, vectors } from "../support/vectors.js";

const NONCE = "ab".repeat(31);
const ballot = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 100 });

describe("ballot: packing and voteHash (PROTOCOL 4)", () => {
  it("gives the vectors' packed elements and hashes", () => {
    type Vector = { votes: number[]; nonce: string; packed: string[]; voteHash: string };
    for (const { votes, nonce, packed, voteHash: hash } of vectors<Vector[]>("vote-hash")) {
      assert.deepEqual(packVotes(votes), integers(packed));
      assert.equal(voteHash(votes, nonce), BigInt(hash));
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
      }),
    );
  });

  it("changes with every value and with the nonce", () => {
    const votes = [1, 2, 3];
    const hash = voteHash(votes, NONCE);
    for (let i = 0; i < 3; i++) assert.notEqual(voteHash(votes.with(i, 9), NONCE), hash);
    assert.notEqual(voteHash(votes, `${NONCE.slice(1)}a`), hash);
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
      throwsCode("ballot/nonce", () => voteHash([1], bad as string));
    }
  });
});
