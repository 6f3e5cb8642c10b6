// Pages of blocks about one process: the work of an answer is bounded, also where the answer is empty.
import assert from "node:assert/strict";
import { blockLines } from "../../../packages/node/src/service/block-lines.js";
import { ZERO_32 } from "../../../src/ledger/index.js";

const MEBIBYTE = 2 ** 20;

describe("node service: blocks about one process", () => {
  it("end after some bytes without anything about it; the next page goes on", async () => {
    const transactions = [new Uint8Array(8 * MEBIBYTE).fill(1)];
    let read = 0;
    const store = {
      height: 1000,
      block: (height: number) => {
        read += 1;
        return { height, transactions, stateRoot: ZERO_32, time: 0 };
      },
    };
    const process = `0x${"ab".repeat(32)}` as const;
    const lines = await blockLines(store, { from: 1, count: 1000, process });
    const heights = lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).height);
    assert.ok(read < 10, `${read} blocks of 8 MiB were read for one request`);
    assert.deepEqual(
      heights,
      Array.from({ length: read }, (_, i) => i + 1),
    );
    const from = read + 1;
    const next = await blockLines(store, { from, count: 1, process });
    assert.equal(JSON.parse(next).height, from);
  });
});
