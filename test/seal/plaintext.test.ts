// What a sealed ballot holds: one length for all ballots of a process, and one form.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createVotePackage, encodeVotePackage } from "../../src/ballot/index.js";
import { plaintextBytes, readPlaintext, writePlaintext } from "../../src/seal/index.js";
import { throwsCode } from "../support/errors.js";

const VOTER = new Uint8Array(32).fill(7);

describe("a sealed ballot's plaintext", () => {
  it("has one length for every ballot of a process, and gives each back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 255 }),
        fc.infiniteStream(fc.nat(255)),
        (maxCount, maxValue, stream) => {
          const votes = Array.from({ length: maxCount }, () => stream.next().value! % (maxValue + 1));
          const size = plaintextBytes({ maxCount, maxValue });
          const bytes = encodeVotePackage(createVotePackage(votes));
          const plaintext = writePlaintext(VOTER, bytes, size);
          assert.equal(plaintext.length, size);
          assert.deepEqual(readPlaintext(plaintext, VOTER, size), bytes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("has no byte to spare for the longest ballot", () => {
    const size = plaintextBytes({ maxCount: 3, maxValue: 255 });
    const longest = encodeVotePackage(createVotePackage([255, 255, 255]));
    assert.equal(size, 34 + longest.length);
    throwsCode("seal/package-too-long", () =>
      writePlaintext(VOTER, new Uint8Array(longest.length + 1), size),
    );
  });

  it("is invalid in any other form", () => {
    const size = plaintextBytes({ maxCount: 2, maxValue: 9 });
    const plaintext = writePlaintext(VOTER, Uint8Array.of(1, 2, 3), size);
    assert.equal(readPlaintext(plaintext, new Uint8Array(32).fill(8), size), null, "another voter");
    assert.equal(readPlaintext(plaintext, VOTER.subarray(1), size), null, "a short voter id");
    assert.equal(readPlaintext(plaintext.subarray(1), VOTER, size), null, "another length");
    assert.equal(readPlaintext(plaintext, VOTER, size + 1), null, "another process's size");
    for (let at = 34 + 3; at < size; at++) {
      const marked = plaintext.slice();
      marked[at] = 1;
      assert.equal(readPlaintext(marked, VOTER, size), null, `a mark at byte ${at}`);
    }
    const long = plaintext.slice();
    long[32] = 1;
    assert.equal(readPlaintext(long, VOTER, size), null, "a length beyond the end");
  });

  it("has sizes for rules that exist alone", () => {
    for (const maxCount of [0, 101, 1.5, Number.NaN])
      throwsCode("seal/size", () => plaintextBytes({ maxCount, maxValue: 1 }));
    for (const maxValue of [-1, 256, 0.5])
      throwsCode("seal/size", () => plaintextBytes({ maxCount: 1, maxValue }));
    throwsCode("seal/voter-id", () => writePlaintext(VOTER.subarray(1), new Uint8Array(1), 200));
  });
});
