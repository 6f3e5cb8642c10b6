import assert from "node:assert/strict";
import fc from "fast-check";
import { SECTIONS, schedule } from "../../../src/groth16/proving/schedule.js";

const size = fc.oneof(fc.constant(0), fc.nat(200), fc.nat(100_000));
const sizes = fc.record({ a: size, b2: size, c: size, h: size });
/** Semaphore v4 at depth 20, without points at infinity. */
const SEMAPHORE = { a: 6200, b2: 4200, c: 6450, h: 8192 };

describe("groth16 schedule", () => {
  it("covers each section from end to end, once, on threads that there are", () => {
    fc.assert(
      fc.property(sizes, fc.nat(17), fc.integer({ min: 1, max: 64 }), (points, power, threads) => {
        const pieces = schedule(points, 2 ** power, threads, threads < 3 ? 1 : 3);
        for (const section of SECTIONS) {
          let at = 0;
          for (const { from, to, thread } of pieces.filter((piece) => piece.section === section)) {
            assert.equal(from, at);
            assert.ok(to > from && thread >= 0 && thread < threads);
            at = to;
          }
          assert.equal(at, points[section]);
        }
        assert.ok(pieces.length <= SECTIONS.length + threads - 1);
      }),
    );
  });

  it("gives one thread everything whole", () => {
    const pieces = schedule(SEMAPHORE, 8192, 1, 1);
    assert.deepEqual(
      pieces.map(({ section, from, to }) => [section, from, to]),
      SECTIONS.map((section) => [section, 0, SEMAPHORE[section]]),
    );
  });

  it("leaves H for last, so that its threads have something to do while the polynomials are computed", () => {
    const pieces = schedule(SEMAPHORE, 8192, 2, 1);
    const [first, second] = [0, 1].map((thread) => pieces.filter((piece) => piece.thread === thread));
    assert.ok(first!.every(({ section }) => section !== "h"));
    assert.equal(second!.at(-1)!.section, "h");
    assert.notEqual(second![0]!.section, "h");
  });

  it("gives threads alike shares, by count of points in G1", () => {
    const cost = { a: 1, c: 1, h: 1, b2: 2.95 };
    for (const threads of [2, 3, 4, 8]) {
      const loads = new Array<number>(threads).fill(0);
      const first = threads < 3 ? 1 : 3;
      loads.fill((8192 * 0.36) / first, 0, first);
      for (const { section, thread, from, to } of schedule(SEMAPHORE, 8192, threads, first)) {
        loads[thread]! += (to - from) * cost[section];
      }
      const mean = loads.reduce((a, b) => a + b) / threads;
      for (const load of loads) assert.ok(Math.abs(load - mean) < mean * 0.03 + 100, `${loads}`);
    }
  });
});
