// The voters that a vote is hidden among, against a plain count.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  anonymitySet,
  Census,
  CensusSnapshot,
  SMALL_ANONYMITY_SET,
  writeSnapshot,
} from "../../src/census/index.js";
import { throwsCode } from "../support/errors.js";

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
    assert.deepEqual(anonymitySet(census, 4n, 4n), { size: 19, sameWeight: 19, saferWeight: undefined });
    const plain = snapshotOf(Array<bigint>(21).fill(1n), [3]);
    assert.deepEqual(anonymitySet(plain, 1n, 1n), { size: 20, sameWeight: 20, saferWeight: 1n });
  });

  it("are not asked for a weight that the voter has not", () => {
    const census = snapshotOf([4n]);
    throwsCode("census/weight-exceeded", () => anonymitySet(census, 5n, 4n));
    throwsCode("census/weight", () => anonymitySet(census, 0n, 4n));
  });
});
