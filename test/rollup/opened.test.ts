// Whether a rollup was opened for the process whose votes are counted, before anything is signed or posted.
import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { VotingProcess, type VotingProcessParts } from "../../src/ballot/index.js";
import {
  ensureRollupCensus,
  ensureRollupInstance,
  ensureRollupParams,
  ensureRollupProcess,
  readNamedRollup,
  readOpenRollup,
  rollupInstanceOf,
  TALLY_8,
  TALLY_64,
  tallyParams,
} from "../../src/rollup/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import { CENSUS_ROOT } from "../contracts/rollup-votes.js";
import { RollupWorld } from "../contracts/rollup-world.js";
import { afresh, processesAs, refused } from "../contracts/support.js";
import { rejectsCode, throwsCode } from "../support/errors.js";

const opened = (terms: object) => ({ contracts: {}, terms }) as never;

describe("rollup: what it was opened for", () => {
  it("is one size of the tally circuit", () => {
    ensureRollupInstance(opened({ slots: 64 }), TALLY_64);
    assert.equal(rollupInstanceOf(opened({ slots: 8 })), TALLY_8);
    const error = throwsCode("rollup/other-instance", () =>
      ensureRollupInstance(opened({ slots: 8 }), TALLY_64),
    );
    assert.match(error.hint!, /tally-8/);
    throwsCode("rollup/other-instance", () => ensureRollupInstance(opened({ slots: 512 }), TALLY_8));
    throwsCode("rollup/other-params", () => rollupInstanceOf(opened({ slots: 512 })));
  });

  it("is one census, and one limit of overwrites", () => {
    const rollup = opened({ censusRoot: 7n, maxVoteOverwrites: 3 });
    ensureRollupCensus(rollup, { censusRoot: 7n, maxVoteOverwrites: 3 });
    throwsCode("rollup/other-census", () =>
      ensureRollupCensus(rollup, { censusRoot: 8n, maxVoteOverwrites: 3 }),
    );
    for (const maxVoteOverwrites of [2, 4])
      throwsCode("rollup/other-overwrites", () =>
        ensureRollupCensus(rollup, { censusRoot: 7n, maxVoteOverwrites }),
      );
  });

  describe("on chain", () => {
    const made = afresh(() => rollupDeployment());
    let world: RollupWorld;
    const reader = () => world.people.stranger;
    const open = () => readOpenRollup(reader(), world.deployment.processes, world.processId);
    const ballot = { maxCount: 2, maxValue: 2 };
    const counted = (change: Partial<VotingProcessParts> = {}) =>
      new VotingProcess({
        contract: world.deployment.processes,
        processId: world.processId,
        censusRoot: CENSUS_ROOT,
        circuit: "census-7",
        censusKey: made().censusKey,
        ballot,
        ...change,
      });

    beforeEach(async () => {
      world = await RollupWorld.open(made(), {}, { maxVoteOverwrites: 0 });
    });

    it("is one process: its census, its question, its rules", async () => {
      const rollup = await open();
      assert.equal(rollup.censusKey, made().censusKey);
      await ensureRollupProcess(reader(), rollup, counted());
      const refuse = (code: Parameters<typeof rejectsCode>[0], change: Partial<VotingProcessParts>) =>
        rejectsCode(code, ensureRollupProcess(reader(), rollup, counted(change)));
      await refuse("rollup/other-census", { censusRoot: CENSUS_ROOT + 1n });
      await refuse("rollup/other-overwrites", { maxVoteOverwrites: 1 });
      await refuse("rollup/other-params", { questionIndex: 1 });
      await refuse("rollup/other-params", { contract: world.contracts.rollup });
      for (const change of [
        { maxCount: 1 },
        { maxValue: 1 },
        { uniqueValues: true },
        { maxTotalCost: 4 },
        { costFromWeight: true },
      ])
        await refuse("rollup/other-params", { ballot: { ...ballot, ...change } });
    });

    it("is one vector of parameters: no element of it may differ", async () => {
      const rollup = await open();
      const params = tallyParams(rollupInstanceOf(rollup), { scope: world.scope, ballot });
      await ensureRollupParams(reader(), rollup, world.processId, params);
      const changes = [
        { scope: params.scope + 1n },
        { limit: 1 },
        { hasLimit: true },
        { costTable: params.costTable.with(-1, 1n) },
        { costTable: params.costTable.slice(1) },
        { costTable: [...params.costTable, 0n] },
      ];
      for (const change of changes) {
        const work = ensureRollupParams(reader(), rollup, world.processId, { ...params, ...change });
        assert.match((await rejectsCode("rollup/other-params", work)).hint!, /bond/);
      }
    });

    it("is refused where the process names no rollup, or nobody opened one", async () => {
      await rejectsCode("rollup/no-rollup", readNamedRollup(reader(), { settlement: zeroAddress }));
      const { entity, owner } = world.people;
      const processes = processesAs(entity, made().contracts.processes);
      const id = (await processes.newProcess(RollupWorld.params(made()))) as `0x${string}`;
      await refused(readOpenRollup(owner, world.deployment.processes, id), "NotOpen");
    });
  });
});
