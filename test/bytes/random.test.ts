import assert from "node:assert/strict";
import { randomBelow } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";

describe("bytes: random integers", () => {
  it("reaches every integer below the bound, evenly, and none else", () => {
    const BOUND = 5;
    const DRAWS = 10_000;
    const counts = new Array<number>(BOUND).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[randomBelow(BOUND)]! += 1;
    assert.equal(counts.length, BOUND);
    // 2,000 expected, deviation 40: eight deviations are wrong once in 10^15.
    for (const count of counts) assert.ok(Math.abs(count - DRAWS / BOUND) < 320, counts.join());
    assert.equal(randomBelow(1), 0);
  });

  it("throws away what is drawn above the last multiple of the bound", () => {
    const bound = 2 ** 31 + 1; // fair draws are below it: one of the largest 2^31 − 1 is drawn again
    const { getRandomValues } = crypto;
    const words = [2 ** 31 + 1, 2 ** 32 - 1, 7];
    crypto.getRandomValues = ((target: Uint32Array) => {
      target[0] = words.shift()!;
      return target;
    }) as typeof getRandomValues;
    try {
      assert.equal(randomBelow(bound), 7);
    } finally {
      crypto.getRandomValues = getRandomValues;
    }
  });

  it("refuses a bound that no draw could serve", () => {
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN])
      assert.throws(
        () => randomBelow(bound),
        (error) => error instanceof PsephosError && error.code === "bytes/random-bound",
      );
  });
});
