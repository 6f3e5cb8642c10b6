// What receipts are made of is read from the engine a few blocks at a time, whoever asks for however many.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Recent } from "../../../packages/node/src/ordering/comet/recent.js";

describe("comet: blocks read from the engine", () => {
  it("are a few at once, and few are kept", async () => {
    let [running, most, made] = [0, 0, 0];
    const recent = new Recent(
      async (height) => {
        made += 1;
        most = Math.max(most, ++running);
        await sleep(2);
        running -= 1;
        if (height === 7) throw new Error("pruned");
        return 10 * height;
      },
      { kept: 3, atOnce: 2 },
    );
    const heights = Array.from({ length: 20 }, (_, i) => i + 1);
    const found = await Promise.allSettled(heights.map((height) => recent.at(height)));
    assert.deepEqual(
      found.map((one) => (one.status === "fulfilled" ? one.value : undefined)),
      heights.map((height) => (height === 7 ? undefined : 10 * height)),
    );
    assert.equal(most, 2);
    assert.equal(made, 20);
    await Promise.all([20, 20, 19, 18].map((height) => recent.at(height)));
    assert.equal(made, 20, "the last three are kept");
    await recent.at(1);
    await assert.rejects(recent.at(7), /pruned/);
    await assert.rejects(recent.at(7), /pruned/);
    assert.equal(made, 23, "a failure is not kept");
    assert.equal(most, 2);
  });
});
