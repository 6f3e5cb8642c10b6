import assert from "node:assert/strict";
import fc from "fast-check";
import { keccak256, stringToBytes } from "viem";
import { Tally } from "../../src/ballot/index.js";
import {
  decodeTally,
  encodeTally,
  MAX_TALLY,
  resultsHash,
  type TallyPart,
  tallyLength,
  tallyPart,
} from "../../src/evm/index.js";
import { throwsCode } from "../support/errors.js";

const count = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });

describe("chain: tallies", () => {
  it("are lists of votes, invalid weight and counts, field by field", () => {
    const part: TallyPart = {
      voteCount: 6n,
      invalid: 1n,
      counts: [
        [4n, 2n],
        [3n, 3n],
      ],
    };
    assert.deepEqual(encodeTally([part]), [6n, 1n, 4n, 2n, 3n, 3n]);
    assert.deepEqual(encodeTally([part, part]), [6n, 1n, 4n, 2n, 3n, 3n, 6n, 1n, 4n, 2n, 3n, 3n]);
  });

  it("come back as they were, in any shape that is kept", () => {
    const shape = fc.record({
      parts: fc.integer({ min: 1, max: 4 }),
      fields: fc.integer({ min: 1, max: 8 }),
      values: fc.integer({ min: 1, max: 12 }),
    });
    const tallies = shape.chain((shape) => {
      const row = fc.array(count, { minLength: shape.values, maxLength: shape.values });
      const counts = fc.array(row, { minLength: shape.fields, maxLength: shape.fields });
      const part = fc.record({ voteCount: count, invalid: count, counts }, { noNullPrototype: true });
      return fc.record({
        shape: fc.constant(shape),
        parts: fc.array(part, { minLength: shape.parts, maxLength: shape.parts }),
      });
    });
    fc.assert(
      fc.property(tallies, ({ shape, parts }) => {
        const tally = encodeTally(parts);
        assert.equal(tally.length, tallyLength(shape));
        assert.deepEqual(decodeTally(tally, shape), parts);
        throwsCode("evm/tally", () => decodeTally(tally.slice(1), shape));
        throwsCode("evm/tally", () => decodeTally([], shape));
      }),
    );
  });

  it("are left out above 512 numbers", () => {
    const of = (values: number): TallyPart => ({
      voteCount: 1n,
      invalid: 0n,
      counts: [Array<bigint>(values).fill(1n)],
    });
    assert.equal(encodeTally([of(MAX_TALLY - 2)]).length, MAX_TALLY);
    assert.deepEqual(encodeTally([of(MAX_TALLY - 1)]), []);
    assert.equal(decodeTally([], { parts: 1, fields: 1, values: MAX_TALLY - 1 }), undefined);
  });

  it("are made of a counted document", () => {
    const tally = new Tally({
      maxCount: 2,
      maxValue: 1,
      uniqueValues: false,
      costFromWeight: false,
      maxTotalCost: 0,
      costExponent: 10_000,
    } as never);
    tally.add({ ballot: { votes: [0, 1] }, weight: 5n });
    tally.add({ ballot: null, weight: 2n });
    assert.deepEqual(encodeTally([tallyPart(tally.results(), 2n)]), [2n, 2n, 5n, 0n, 0n, 5n]);
    const text =
      '{"questions":[{"invalid":"2","results":[{"value":"0","count":"5"},{"value":"1","count":"0"}]},' +
      '{"invalid":"2","results":[{"value":"0","count":"0"},{"value":"1","count":"5"}]}]}\n';
    assert.equal(resultsHash(tally.results()), keccak256(stringToBytes(text)));
  });
});
