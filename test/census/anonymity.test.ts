// The voters that a vote is hidden among, against a plain count.
import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import {
  anonymitySet,
  Census,
  CensusSnapshot,
  SMALL_ANONYMITY_SET,
  writeSnapshot,
} from "../../src/census/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";

function snapshotOf(weights: readonly bigint[], removed: readonly number[] = []): CensusSnapshot {
  const census = new Census(
    7,
    weights.map((weight, i) => ({ commitment: BigInt(i + 1), weight })),
  );
  for (const index of removed) census.remove(index);
  return new CensusSnapshot(writeSnapshot(census));
}

describe("census: the voters a vote is hidden among", () => {
  it("are those with at least the weight used; the safer weight is one that 20 could have used", () => {
    const weight = fc.oneof(fc.bigInt(1n, 8n), fc.bigInt(1n, 2n ** 128n - 1n));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(), (weights, i, j) => {
        const available = weights[i % weights.length]!;
        const other = weights[j % weights.length]!;
        const used = other < available ? other : available;
        const { size, sameWeight, saferWeight } = anonymitySet(snapshotOf(weights), used, available);
        assert.equal(size, weights.filter((one) => one >= used).length);
        assert.equal(sameWeight, weights.filter((one) => one === used).length);
        const shared = [...weights, 1n]
          .filter((one) => one <= available)
          .filter((one) => weights.filter((theirs) => theirs >= one).length >= SMALL_ANONYMITY_SET);
        const best = shared.reduce((most, one) => (one > most ? one : most), 0n);
        assert.equal(saferWeight, best === 0n ? undefined : best);
      }),
      { numRuns: 60 },
    );
  });

  it("do not count who was removed", () => {
    const census = snapshotOf(Array<bigint>(21).fill(4n), [3, 7]);
    assert.deepEqual(anonymitySet(census, 4n, 4n), {
      size: 19,
      sameWeight: 19,
      saferWeight: undefined,
      proven: false,
    });
    const plain = snapshotOf(Array<bigint>(21).fill(1n), [3]);
    assert.deepEqual(anonymitySet(plain, 1n, 1n), {
      size: 20,
      sameWeight: 20,
      saferWeight: 1n,
      proven: false,
    });
  });

  it("are not asked for a weight that the voter has not", () => {
    const census = snapshotOf([4n]);
    throwsCode("census/weight-exceeded", () => anonymitySet(census, 5n, 4n));
    throwsCode("census/weight", () => anonymitySet(census, 0n, 4n));
  });

  it("are no more than a file's word until the whole census was hashed", async () => {
    // One voter of weight 50 among hundred. Whoever sends the file gives 90 others the same weight: the root stays.
    const honest = new Census(
      7,
      Array.from({ length: 100 }, (_, i) => ({ commitment: BigInt(i + 1), weight: i === 0 ? 50n : 2n })),
    );
    const bytes = writeSnapshot(honest);
    const weights = 48 + 32 * 100;
    for (let i = 8; i < 100; i++) bytes[weights + i] = 50;
    bytes.set(sha256(bytes.subarray(0, bytes.length - 32)), bytes.length - 32);
    const forged = new CensusSnapshot(bytes);
    assert.equal(forged.root, honest.root);
    assert.equal(forged.membership(0).root, honest.root);
    assert.deepEqual(anonymitySet(forged, 50n, 50n), {
      size: 93,
      sameWeight: 93,
      saferWeight: 50n,
      proven: false,
    });
    await rejectsCode("census/snapshot-root", forged.rebuildInBulk());
    assert.equal(forged.rebuilt, false);

    const snapshot = new CensusSnapshot(writeSnapshot(honest));
    await snapshot.rebuildInBulk();
    assert.deepEqual(anonymitySet(snapshot, 50n, 50n), {
      size: 1,
      sameWeight: 1,
      saferWeight: 2n,
      proven: true,
    });
  });
});
