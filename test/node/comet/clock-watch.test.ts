// A node says when its machine's clock and the times of the blocks differ, and does not say it again and again.
import assert from "node:assert/strict";
import { ClockWatch } from "../../../packages/node/src/ordering/comet/clock-watch.js";

const BLOCK = Date.UTC(2026, 10, 30);
const HOUR = 3_600_000;

describe("comet: this machine's clock beside the blocks' times", () => {
  it("is said to be wrong, in which direction, and once", () => {
    const slow = new ClockWatch(() => BLOCK - HOUR);
    assert.equal(slow.look(BLOCK, 0)?.code, "comet/clock");
    assert.equal(slow.look(BLOCK, 0), undefined);
    assert.match(new ClockWatch(() => BLOCK - HOUR).look(BLOCK, 0)!.message, /3600 seconds before/);
    assert.match(new ClockWatch(() => BLOCK + HOUR).look(BLOCK, 0)!.message, /3600 seconds after/);
  });

  it("is right within half a minute, however long ago the block was", () => {
    for (const [now, ago] of [
      [BLOCK, 0],
      [BLOCK + 25_000, 0],
      [BLOCK - 25_000, 0],
      [BLOCK + HOUR, HOUR],
    ] as const)
      assert.equal(new ClockWatch(() => now).look(BLOCK, ago), undefined);
  });
});
