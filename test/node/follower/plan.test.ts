// Which events get which numbers: the follower's plan is compared with what the ledger takes and refuses.
import assert from "node:assert/strict";
import type { FoundEvent } from "../../../packages/node/src/follower/found.js";
import { type EndedInclusion, planOf } from "../../../packages/node/src/follower/plan.js";
import { keyId, Status } from "../../../src/process/index.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { CENSUS_KEY, type ParamsChange, World } from "../../support/ledger/world.js";

const at = (block: number, log = 0) =>
  ({ block, log, hash: `0x${block.toString(16).padStart(64, "0")}` }) as const;
const status = (block: number, to: Status): FoundEvent => ({ kind: "status", status: to, ...at(block) });
const question = (block: number): FoundEvent => ({ kind: "question", ...at(block) });
const census = (block: number, root: string, log = 0): FoundEvent => ({
  kind: "census",
  root,
  uri: "https://example.org/next",
  ...at(block, log),
});
const rollup = (block: number, oracles = 2): FoundEvent => ({
  kind: "rollup-opened",
  oracles,
  closing: 50,
  inclusionEnd: 60,
  openingEnd: 70,
  ...at(block),
});
const ended = (block: number, parts: EndedInclusion["parts"] = []): EndedInclusion => ({
  kind: "inclusion-ended",
  parts,
  ...at(block),
  log: -1,
});
const ROOT = (digit: string) => `0x0${digit.repeat(63)}`;

async function declared(change: ParamsChange) {
  const world = new World(ruleFacts());
  const id = await world.declare(change);
  const plan = (events: readonly (FoundEvent | EndedInclusion)[]) => planOf(world.process(id), events, 2);
  /** The ledger takes all steps of a plan, and is then where the plan says. */
  const attestAll = async (events: readonly (FoundEvent | EndedInclusion)[]) => {
    for (;;) {
      const { steps } = plan(events);
      const next = steps[world.process(id).record.sequence - 1];
      if (!next) return steps.map(({ statement }) => statement.kind);
      await world.attest(id, next.statement);
      const { record } = world.process(id);
      assert.equal(record.status, next.status);
      assert.equal(record.question, next.question);
      assert.equal(record.roots.find(({ until }) => until === 0)!.root, next.root);
    }
  };
  return { world, id, plan, attestAll };
}

const ANONYMOUS: ParamsChange = {
  mode: { autoStart: false },
  envelopeType: { anonymous: true },
  censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
};

describe("node: the numbers of attestations", () => {
  it("are in the order of blocks and logs, whatever the order in which events were found", async () => {
    const { attestAll } = await declared({ mode: { dynamicCensus: true } });
    const events = [
      status(9, Status.READY),
      census(7, ROOT("3"), 2),
      census(7, ROOT("2"), 1),
      status(8, Status.PAUSED),
    ];
    assert.deepEqual(await attestAll(events), ["census", "census", "status", "status"]);
  });

  it("leave out what the ledger refuses", async () => {
    const { world, id, attestAll } = await declared({ mode: { dynamicCensus: true, interruptible: false } });
    const events = [
      status(1, Status.PAUSED), // not interruptible
      census(2, "not a root"),
      census(3, `0x${"ff".repeat(32)}`),
      question(4), // not serial
      rollup(5), // by name
      census(6, ROOT("4")),
      status(7, Status.RESULTS),
    ];
    assert.deepEqual(await attestAll(events), ["census"]);
    for (const refused of [events[0]!, events[1]!, events[2]!, events[3]!, events[4]!, events[6]!]) {
      const statement =
        refused.kind === "census"
          ? ({ kind: "census", root: refused.root, uri: refused.uri } as const)
          : refused.kind === "status"
            ? ({ kind: "status", status: refused.status as Status } as const)
            : refused.kind === "question"
              ? ({ kind: "question" } as const)
              : ({ kind: "rollup-opened", oracles: 2 } as const);
      await assert.rejects(world.attest(id, statement), { kind: "refused" });
    }
  });

  it("end after the last question, also of a process that cannot be interrupted", async () => {
    const serial = { envelopeType: { serial: true }, mode: { interruptible: false }, questionCount: 2 };
    const { attestAll, world, id } = await declared(serial);
    assert.deepEqual(await attestAll([question(1), status(2, Status.ENDED)]), ["question", "question"]);
    assert.equal(world.process(id).record.status, Status.ENDED);
  });

  it("end with the cancellation", async () => {
    const { attestAll } = await declared({});
    const events = [status(1, Status.CANCELED), status(2, Status.READY), ended(3)];
    assert.deepEqual(await attestAll(events), ["status"]);
  });

  it("have the included votes after all earlier events, and only of a rollup that the chain took", async () => {
    const vote = { nullifier: 5n, weight: 7n, voteHash: 8n, nonce: 0, envelopeHash: 9n, votePackage: null };
    const opened = await declared(ANONYMOUS);
    const events = [
      rollup(1),
      status(2, Status.READY),
      ended(60, [[vote], [{ ...vote, nullifier: 6n }]]),
      status(60, Status.ENDED),
    ];
    const kinds = ["rollup-opened", "status", "included", "included", "inclusion-ended", "status"];
    assert.deepEqual(await opened.attestAll(events), kinds);
    const { record } = opened.world.process(opened.id);
    assert.deepEqual([record.logSize, record.counted?.size], [2, 2]);

    const late = await declared(ANONYMOUS);
    await late.attestAll([status(2, Status.READY)]);
    await late.world.until(late.world.process(late.id).start!);
    assert.deepEqual(await late.attestAll([rollup(1), status(2, Status.READY), ended(60)]), ["status"]);
  });

  it("leave a sealed process's rollup out if too few oracles must sign it", async () => {
    const { plan } = await declared(ANONYMOUS);
    assert.equal(plan([rollup(1, 0)]).rollup, true);
    // The chain of these tests has no keykeepers: the declaration is changed after it was taken.
    const world = new World(ruleFacts());
    const id = await world.declare(ANONYMOUS);
    const view = world.process(id);
    const { params } = view.declaration;
    const envelopeType = { ...params.envelopeType, encryptedVotes: true };
    const sealed = { ...view, declaration: { ...view.declaration, params: { ...params, envelopeType } } };
    assert.equal(planOf(sealed, [rollup(1, 1)], 2).rollup, false);
    assert.equal(planOf(sealed, [rollup(1, 2)], 2).rollup, true);
  });
});
