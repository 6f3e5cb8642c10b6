import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { MemoryStore } from "../../src/ledger/index.js";

const CHUNK = 1 << 20;

/** Lengths that meet often, at the edges of a chunk, and above it. */
const length = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 4 }).map((n) => 160 * n) },
  { weight: 1, arbitrary: fc.integer({ min: CHUNK - 6, max: CHUNK + 2 }) },
);
const change = fc.tuple(fc.constantFrom("a", "b", "c/1", "c/2", "d"), fc.option(length, { freq: 4 }));

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** The memory of the store's chunks. */
const arrayBuffers = () => {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};

describe("ledger: the store in memory", () => {
  it("keeps what a map keeps: growing, shrinking, removed and large values", () => {
    let writes = 0;
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 30 }), (blocks) => {
        const store = new MemoryStore();
        const expected = new Map<string, Uint8Array>();
        for (const block of blocks) {
          const changes = new Map(
            block.map(([key, size]) => [key, size === null ? null : new Uint8Array(size).fill(++writes)]),
          );
          store.write(changes);
          for (const [key, bytes] of changes) {
            if (bytes) expected.set(key, bytes);
            else expected.delete(key);
          }
          const entries = [...expected].sort(([a], [b]) => (a < b ? -1 : 1));
          assert.deepEqual(
            Array.from(store.entries(), ([key, bytes]) => [key, Buffer.from(bytes).toString("latin1")]),
            entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString("latin1")]),
          );
          assert.equal(store.get("e"), undefined);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is not changed by who wrote", () => {
    const store = new MemoryStore();
    const bytes = Uint8Array.of(1, 2);
    store.write(new Map([["a", bytes]]));
    bytes[0] = 9;
    assert.deepEqual([...store.get("a")!], [1, 2]);
  });

  // The limits leave room for what else the process has.
  it("uses the places of replaced bytes again", () => {
    const before = arrayBuffers();
    const store = new MemoryStore();
    // 1,000 pages that grow by a record at a time: 5 MB, and 85 MB if no place were used again.
    for (let page = 0; page < 1000; page++)
      for (let records = 1; records <= 32; records++)
        store.write(new Map([[`log/${page}`, new Uint8Array(160 * records)]]));
    const kept = arrayBuffers() - before;
    assert.ok(kept < 40 * CHUNK, `${(kept / CHUNK).toFixed(0)} MiB for 5 MB`);
    assert.equal([...store.entries()].length, 1000);
  });

  it("does not keep the chunk of large bytes that were replaced", () => {
    const before = arrayBuffers();
    const store = new MemoryStore();
    for (let more = 1; more <= 100; more++) store.write(new Map([["large", new Uint8Array(CHUNK + more)]]));
    assert.ok(arrayBuffers() - before < 40 * CHUNK);
    assert.equal(store.get("large")!.length, CHUNK + 100);
  });
});
