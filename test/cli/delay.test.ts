// `--delay`: a random while before a vote is sent, which may be longer than a timer of Node.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { sleepLong } from "../../src/cli/vote/deliver.js";

describe("cli: a vote's delay", () => {
  it("is over after its time", async () => {
    const begun = performance.now();
    await sleepLong(30, new AbortController().signal);
    assert.ok(performance.now() - begun > 25);
  });

  it("is not over at once where a timer of Node would be, and ends by its signal", async () => {
    const stop = new AbortController();
    let over = false;
    const long = sleepLong(30 * 86_400_000, stop.signal).finally(() => {
      over = true;
    });
    const ended = assert.rejects(long, { name: "AbortError" });
    await sleep(50);
    assert.equal(over, false);
    stop.abort();
    await ended;
  });
});
