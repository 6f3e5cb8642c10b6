import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  acceptsVotes,
  type CensusOrigin,
  censusVerdict,
  endBlock,
  isStatus,
  MOVE_RULES,
  nextQuestion,
  Status,
  type StatusChange,
  statusVerdict,
} from "../../src/process/index.js";

interface Table {
  setStatus: { interruptible: boolean; from: Status; to: number; verdict: string }[];
  settle: { from: Status; startBlock: number; blockCount: number; height: string; verdict: string }[];
  incrementQuestionIndex: {
    serial: boolean;
    status: Status;
    questionIndex: number;
    questionCount: number;
    verdict: string;
    then?: object;
  }[];
  setCensus: {
    dynamic: boolean;
    status: Status;
    censusOrigin: CensusOrigin;
    censusRoot: string;
    censusUri: string;
    verdict: string;
  }[];
}
const table: Table = JSON.parse(
  readFileSync(new URL("../vectors/process-status.json", import.meta.url), "utf8"),
);

const status = fc.constantFrom(...Object.values(Status));
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const change: fc.Arbitrary<StatusChange> = fc.record({
  mode: fc.record({ interruptible: fc.boolean() }),
  from: status,
  to: fc.integer({ min: 0, max: 255 }),
  startBlock: uint32,
  blockCount: fc.oneof(fc.constant(0), uint32),
  by: fc.constantFrom("entity" as const, "results" as const, "stranger" as const),
  height: fc.bigInt(0n, 2n ** 64n - 1n),
});

describe("process/status", () => {
  const base = { startBlock: 100, blockCount: 50 };

  it("gives the contract's verdict on each move of the entity", () => {
    assert.ok(table.setStatus.length >= 50);
    for (const { interruptible, from, to, verdict } of table.setStatus) {
      const mode = { interruptible };
      assert.equal(statusVerdict({ ...base, mode, from, to, by: "entity" }), verdict, `${from} → ${to}`);
    }
  });

  it("gives the contract's verdict on each settlement", () => {
    for (const { from, startBlock, blockCount, height, verdict } of table.settle) {
      for (const interruptible of [false, true]) {
        const asked = { mode: { interruptible }, from, to: Status.RESULTS, startBlock, blockCount };
        assert.equal(statusVerdict({ ...asked, by: "results", height: BigInt(height) }), verdict);
      }
    }
  });

  it("gives the contract's verdict on each next question", () => {
    for (const { serial, verdict, then, ...state } of table.incrementQuestionIndex) {
      assert.deepEqual(nextQuestion({ envelopeType: { serial }, ...state }), { verdict, ...then });
    }
  });

  it("gives the contract's verdict on each new census", () => {
    for (const { dynamic, verdict, ...asked } of table.setCensus) {
      assert.equal(censusVerdict({ mode: { dynamicCensus: dynamic }, ...asked }), verdict);
    }
  });

  it("explains every verdict", () => {
    const verdicts = Object.values(table as unknown as Record<string, { verdict: string }[]>)
      .filter(Array.isArray)
      .flatMap((cases) => cases.map(({ verdict }) => verdict));
    for (const verdict of verdicts) assert.ok(verdict === "ok" || verdict in MOVE_RULES, verdict);
  });

  it("lets a stranger change nothing, and each asker only what is theirs", () => {
    fc.assert(
      fc.property(change, (change) => {
        if (statusVerdict(change) !== "ok") return;
        assert.notEqual(change.by, "stranger");
        assert.equal(change.by === "results", change.to === Status.RESULTS);
      }),
      { numRuns: 1000 },
    );
    const asked = { ...base, mode: { interruptible: true }, from: Status.ENDED };
    assert.equal(statusVerdict({ ...asked, to: Status.RESULTS, by: "stranger" }), "NotResults");
    assert.equal(statusVerdict({ ...asked, to: Status.READY, by: "stranger" }), "NotEntity");
    assert.equal(statusVerdict({ ...asked, to: Status.READY, by: "results" }), "NotEntity");
  });

  it("has no way out of a final status, and to RESULTS only by way of its time or its end", () => {
    fc.assert(
      fc.property(status, fc.array(change, { maxLength: 40 }), (first, changes) => {
        let now: Status = first;
        for (const change of changes) {
          if (statusVerdict({ ...change, from: now }) !== "ok") continue;
          const before = now;
          assert.ok(isStatus(change.to));
          now = change.to;
          assert.notEqual(now, before);
          assert.ok(before !== Status.CANCELED && before !== Status.RESULTS);
          if (before === Status.ENDED) assert.equal(now, Status.RESULTS);
          if (before === Status.PAUSED) assert.notEqual(now, Status.RESULTS);
        }
      }),
    );
  });

  it("does not settle an open process without a height", () => {
    const asked = { ...base, mode: { interruptible: true }, from: Status.READY, to: Status.RESULTS };
    assert.equal(statusVerdict({ ...asked, by: "results" }), "ProcessNotEnded");
  });

  it("accepts votes when it is READY, from its start to its end", () => {
    const auto = { mode: { autoStart: true }, status: Status.READY, ...base } as const;
    const at = (process: Parameters<typeof acceptsVotes>[0]) =>
      [0, 99, 100, 149, 150, 2 ** 33].map((height) => acceptsVotes(process, height));
    assert.deepEqual(at(auto), [false, false, true, true, false, false]);
    assert.deepEqual(at({ ...auto, blockCount: 0 }), [false, false, true, true, true, true]);
    assert.deepEqual(at({ ...auto, mode: { autoStart: false } }), [true, true, true, true, false, false]);
    for (const status of [Status.ENDED, Status.CANCELED, Status.PAUSED, Status.RESULTS]) {
      assert.deepEqual(at({ ...auto, status }), [false, false, false, false, false, false]);
    }
    assert.equal(endBlock(base), 150);
    assert.equal(endBlock({ ...base, blockCount: 0 }), undefined);
    assert.equal(endBlock({ startBlock: 2 ** 32 - 1, blockCount: 2 ** 32 - 1 }), 2 ** 33 - 2);
  });

  it("knows its statuses", () => {
    assert.deepEqual(Status, { READY: 0, ENDED: 1, CANCELED: 2, PAUSED: 3, RESULTS: 4 });
    for (const value of [-1, 5, "0", null, undefined, 0.5]) assert.equal(isStatus(value), false);
  });
});
