// What a gateway passed on and no block has: sent again, ever more rarely, until it is recorded, and bounded.
import assert from "node:assert/strict";
import { Again } from "../../../packages/node/src/network/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { transactionId } from "../../../src/ledger/index.js";

describe("node: what was passed on and is in no block", () => {
  const recorded = new Set<string>();
  let now: number;
  let sent: Uint8Array[];
  let again: Again;
  beforeEach(() => {
    [now, sent] = [0, []];
    recorded.clear();
    again = new Again({
      isRecorded: (id) => recorded.has(id),
      send: async (bytes) => sent.push(bytes),
      first: 1_000,
      now: () => now,
    });
  });
  const at = async (time: number) => {
    now = time;
    await again.look();
  };
  const message = (i: number, length = 4) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, i);
    return bytes;
  };

  it("is sent again after the first pause, and then after twice as long each time", async () => {
    again.hold(message(1));
    again.hold(message(1));
    const times = [999, 1_000, 2_999, 3_000, 6_999, 7_000];
    const counts = [];
    for (const time of times) {
      await at(time);
      counts.push(sent.length);
    }
    assert.deepEqual(counts, [0, 1, 1, 2, 2, 3]);
  });

  it("is forgotten once it is recorded, or after the longest pause", async () => {
    again.hold(message(1));
    again.hold(message(2));
    recorded.add(toHex(transactionId(message(1))));
    await at(1_000);
    assert.deepEqual([sent, again.size], [[message(2)], 1]);
    for (let i = 2; again.size > 0; i++) {
      assert.ok(i < 20);
      await at(1_000 * 2 ** i);
    }
    assert.ok(sent.length >= 8 && sent.length <= 10, `${sent.length}`);
  });

  it("goes on although one could not be sent", async () => {
    let asked = 0;
    const failing = new Again({
      isRecorded: () => false,
      send: async () => {
        asked += 1;
        throw new Error("no peer");
      },
      first: 1_000,
      now: () => now,
    });
    failing.hold(message(1));
    now = 1_000;
    await failing.look();
    now = 3_000;
    await failing.look();
    assert.equal(asked, 2);
  });

  it("is looked at again after the store has failed", async () => {
    let fails = true;
    const failing = new Again({
      isRecorded: () => {
        if (fails) throw new Error("no store");
        return false;
      },
      send: async (bytes) => sent.push(bytes),
      first: 1_000,
      now: () => now,
    });
    failing.hold(message(1));
    now = 1_000;
    await assert.rejects(failing.look(), /no store/);
    fails = false;
    await failing.look();
    assert.equal(sent.length, 1);
  });

  it("is bounded in number, in bytes, and in what is sent at once", async () => {
    for (let i = 0; i < 20_100; i++) again.hold(message(i));
    assert.equal(again.size, 20_000);
    await at(1_000);
    assert.equal(sent.length, 50);
    assert.deepEqual(sent[0], message(100));
    for (let i = 0; i < 200; i++) again.hold(message(100_000 + i, 300_000));
    assert.ok(again.size * 300_000 <= 33_000_000 + 300_000, `${again.size}`);
  });
});
