import assert from "node:assert/strict";
import type { Hex } from "viem";
import { send } from "../../src/evm/client.js";
import { deployProcesses, processesAbi, resultsAbi } from "../../src/evm/index.js";
import {
  digestOf,
  END,
  HASH,
  OTHER_HASH,
  processMoves,
  type ResultsStage,
  resultsStage,
  TALLY,
} from "./results-support.js";
import {
  afresh,
  CANCELED,
  deployment,
  ENVELOPE,
  event,
  MODE,
  PAUSED,
  type Params,
  processesAs,
  READY,
  RESULTS,
  refused,
  resultsAs,
} from "./support.js";

const HUGE = 2n ** 256n - 1n;

describe("contracts: results", () => {
  let people: ResultsStage["people"];
  let contracts: ResultsStage["contracts"];
  let entity: ResultsStage["entity"];
  let oracles: ResultsStage["oracles"];
  let anyone: ResultsStage["anyone"];
  let genesis: ResultsStage["genesis"];
  let read: ResultsStage["read"];
  let statusOf: ResultsStage["statusOf"];

  const made = afresh(() => deployment());
  before(async () => {
    ({ people, contracts, entity, oracles, anyone, genesis, read, statusOf } = await resultsStage(made()));
  });

  describe("by a quorum of oracles", () => {
    it("settle when the second of three agrees, and not before", async () => {
      const id = await entity.newProcess();
      const first = event(resultsAbi, await oracles[0]!.report(id, END, TALLY, HASH), "ResultsReported");
      const digest = digestOf(TALLY, HASH);
      const oracle = people.oracles[0].account.address;
      assert.deepEqual(first, { processId: id, oracle, digest, votingHeight: END });
      assert.equal(await read("reportOf", id, oracle), digest);
      assert.equal(await statusOf(id), READY);
      await assert.rejects(anyone.getResults(id), /NoResults/);
      assert.equal(await read("isSettled", id), false);

      const receipt = await oracles[2]!.report(id, END + 5n, TALLY, HASH);
      const settled = event(resultsAbi, receipt, "ResultsSettled");
      assert.deepEqual(settled, { processId: id, proven: false, resultsHash: HASH, tally: TALLY });
      assert.equal(event(processesAbi, receipt, "StatusUpdated").status, RESULTS);
      assert.equal(await statusOf(id), RESULTS);
      assert.deepEqual(await anyone.getResults(id), [TALLY, HASH, false, receipt.blockNumber]);
      assert.equal(await read("isSettled", id), true);
    });

    it("are final", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.report(id, END, TALLY, HASH);
      await oracles[1]!.report(id, END, TALLY, HASH);
      await refused(oracles[2]!.report(id, END, TALLY, HASH), "AlreadySettled");
      await refused(oracles[0]!.report(id, END, [0n, 0n, 0n, 0n, 0n, 0n], HASH), "AlreadySettled");
      await refused(anyone.settle(id, TALLY, HASH), "AlreadySettled");
      await refused(oracles[0]!.complain(id, 1), "AlreadySettled");
      await refused(anyone.invalidate(id, 1), "AlreadySettled");
    });

    it("do not settle on two that differ, in a count or in the document", async () => {
      for (const [tally, hash] of [
        [TALLY.with(5, 4n), HASH],
        [TALLY, OTHER_HASH],
      ] as const) {
        const id = await entity.newProcess();
        await oracles[0]!.report(id, END, TALLY, HASH);
        await oracles[1]!.report(id, END, tally, hash);
        assert.equal(await statusOf(id), READY);
        await oracles[2]!.report(id, END, tally, hash);
        assert.deepEqual((await anyone.getResults(id)).slice(0, 2), [tally, hash]);
      }
    });

    it("count an oracle's last word, once", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.report(id, END, TALLY, HASH);
      await oracles[0]!.report(id, END, TALLY, HASH);
      assert.equal(await statusOf(id), READY, "twice by one is not two");
      await oracles[0]!.report(id, END, TALLY, OTHER_HASH);
      await oracles[1]!.report(id, END, TALLY, HASH);
      assert.equal(await statusOf(id), READY, "the first one's earlier word is gone");
      await oracles[1]!.report(id, END, TALLY, OTHER_HASH);
      assert.equal(await statusOf(id), RESULTS);
    });

    it("are taken from the oracles of the process's own voting chain", async () => {
      const id = await entity.newProcess();
      await refused(anyone.report(id, END, TALLY, HASH), "NotOracle");
      await refused(resultsAs(people.owner, contracts.results).report(id, END, TALLY, HASH), "NotOracle");
      await refused(resultsAs(people.entity, contracts.results).report(id, END, TALLY, HASH), "NotOracle");
      await genesis("newChain", "ipfs://other", [], [people.stranger.account.address], 1);
      await refused(anyone.report(id, END, TALLY, HASH), "NotOracle");
    });

    it("come from the successor's own chain for the successor's processes", async () => {
      await genesis("newChain", "ipfs://other", [], [people.stranger.account.address], 1);
      const old = await entity.newProcess();
      const second = await deployProcesses(people.owner, {
        ...contracts,
        predecessor: contracts.processes,
        votingChain: 2,
      });
      await send(people.owner, {
        address: contracts.processes,
        abi: processesAbi,
        functionName: "activateSuccessor",
        args: [second],
      });
      await send(people.stranger, {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "addInstance",
        args: [second],
      });
      const id = await processesAs(people.entity, second).newProcess();
      await refused(oracles[0]!.report(id, END, TALLY, HASH), "NotOracle");
      await refused(anyone.report(old, END, TALLY, HASH), "NotOracle");
      await anyone.report(id, END, TALLY, HASH);
      assert.equal((await processesAs(people.entity, second).get(id)).status, RESULTS);
    });

    it("know no process that no genuine instance made", async () => {
      const unknown: Hex = `0x${"ee".repeat(32)}`;
      await refused(oracles[0]!.report(unknown, END, TALLY, HASH), "ProcessNotFound", unknown);
      const apart = await deployProcesses(people.owner, contracts);
      const id = await processesAs(people.entity, apart).newProcess();
      await refused(oracles[0]!.report(id, END, TALLY, HASH), "ProcessNotFound", id);
    });

    for (const { name, rule, height, mode, moves } of processMoves) {
      it(`${rule}: ${name}`, async () => {
        const id = await entity.newProcess({ mode, ...(name.includes("endless") ? { blockCount: 0 } : {}) });
        for (const move of moves) await entity.setStatus(id, move);
        const report = () => oracles[0]!.report(id, height, TALLY, HASH);
        if (rule === "ok") await report();
        else await refused(report(), rule);
      });
    }

    it("wait while the process is paused after reports have come in", async () => {
      const id = await entity.newProcess({ mode: MODE.autoStart | MODE.interruptible });
      await oracles[0]!.report(id, END, TALLY, HASH);
      await entity.setStatus(id, PAUSED);
      await refused(oracles[1]!.report(id, END, TALLY, HASH), "ProcessPaused");
      await genesis("setQuorum", 1, 1);
      await refused(anyone.settle(id, TALLY, HASH), "ProcessPaused");
      await entity.setStatus(id, READY);
      await anyone.settle(id, TALLY, HASH);
      assert.equal(await statusOf(id), RESULTS);
    });

    it("never come to a process canceled after reports have come in", async () => {
      const id = await entity.newProcess({ mode: MODE.autoStart | MODE.interruptible });
      await oracles[0]!.report(id, END, TALLY, HASH);
      await entity.setStatus(id, CANCELED);
      await genesis("setQuorum", 1, 1);
      await refused(anyone.settle(id, TALLY, HASH), "ProcessFinal");
      await refused(oracles[1]!.report(id, END, TALLY, HASH), "ProcessFinal");
    });

    describe("as the oracles change", () => {
      it("no longer count one that was removed", async () => {
        const id = await entity.newProcess();
        await oracles[0]!.report(id, END, TALLY, HASH);
        await genesis("removeOracle", 1, people.oracles[0].account.address);
        await oracles[1]!.report(id, END, TALLY, HASH);
        assert.equal(await statusOf(id), READY);
        await refused(anyone.settle(id, TALLY, HASH), "QuorumNotReached", 1n, 2n);
        await refused(oracles[0]!.report(id, END, TALLY, HASH), "NotOracle");
        await oracles[2]!.report(id, END, TALLY, HASH);
        assert.equal(await statusOf(id), RESULTS);
      });

      it("settle by anyone's call when the quorum is lowered, on the very results reported", async () => {
        const id = await entity.newProcess();
        await genesis("setQuorum", 1, 3);
        await oracles[0]!.report(id, END, TALLY, HASH);
        await oracles[1]!.report(id, END, TALLY, HASH);
        await refused(anyone.settle(id, TALLY, HASH), "QuorumNotReached", 2n, 3n);
        await genesis("setQuorum", 1, 2);
        await refused(anyone.settle(id, TALLY, OTHER_HASH), "QuorumNotReached", 0n, 2n);
        await refused(anyone.settle(id, TALLY.with(0, 8n), HASH), "QuorumNotReached", 0n, 2n);
        await anyone.settle(id, TALLY, HASH);
        assert.deepEqual((await anyone.getResults(id)).slice(0, 3), [TALLY, HASH, false]);
      });

      it("settle nothing at a quorum of 0, which is not a quorum of none", async () => {
        const id = await entity.newProcess();
        await genesis("setQuorum", 1, 0);
        await oracles[0]!.report(id, END, TALLY, HASH);
        await oracles[1]!.report(id, END, TALLY, HASH);
        await oracles[2]!.report(id, END, TALLY, HASH);
        assert.equal(await statusOf(id), READY);
        await refused(anyone.settle(id, TALLY, HASH), "NoQuorum");
        await refused(anyone.settle(id, TALLY, OTHER_HASH), "NoQuorum");
      });

      it("take all three at a quorum of 3, and one at 1", async () => {
        const all = await entity.newProcess();
        const one = await entity.newProcess();
        await genesis("setQuorum", 1, 3);
        await oracles[0]!.report(all, END, TALLY, HASH);
        await oracles[1]!.report(all, END, TALLY, HASH);
        assert.equal(await statusOf(all), READY);
        await oracles[2]!.report(all, END, TALLY, HASH);
        assert.equal(await statusOf(all), RESULTS);
        await genesis("setQuorum", 1, 1);
        await oracles[1]!.report(one, END, TALLY, HASH);
        assert.equal(await statusOf(one), RESULTS);
      });
    });

    describe("have the shape that the process asks for", () => {
      const shapes: [string, Partial<Params>, number][] = [
        ["one field of one value", { maxCount: 1, maxValue: 0 }, 3],
        ["two fields of four values", { maxCount: 2, maxValue: 3 }, 10],
        ["three questions in turn", { envelopeType: ENVELOPE.serial, questionCount: 3 }, 18],
        ["the most that is kept: 510 counts", { maxCount: 2, maxValue: 254 }, 512],
        ["one field too large: kept as the document's hash alone", { maxCount: 2, maxValue: 255 }, 0],
        ["the largest of all", { maxCount: 100, maxValue: 255, envelopeType: 1, questionCount: 255 }, 0],
      ];
      for (const [name, change, length] of shapes) {
        it(name, async () => {
          const id = await entity.newProcess(change);
          const tally = Array.from({ length }, (_, i) => (i === length - 1 ? HUGE : BigInt(i)));
          await refused(oracles[0]!.report(id, END, [...tally, 1n], HASH), "TallyShape", BigInt(length));
          if (length > 0) await refused(oracles[0]!.report(id, END, tally.slice(1), HASH), "TallyShape");
          await refused(oracles[0]!.report(id, END, tally, `0x${"00".repeat(32)}`), "ResultsHashMissing");
          await oracles[0]!.report(id, END, tally, HASH);
          await oracles[1]!.report(id, END, tally, HASH);
          assert.deepEqual((await anyone.getResults(id)).slice(0, 2), [tally, HASH]);
        });
      }

      it("are read one count at a time by other contracts", async () => {
        const id = await entity.newProcess({
          envelopeType: ENVELOPE.serial,
          questionCount: 2,
          maxCount: 2,
          maxValue: 2,
        });
        const tally = Array.from({ length: 16 }, (_, i) => 100n + BigInt(i));
        await assert.rejects(read("getCount", id, 0n, 0n, 0n), /NoResults/);
        await oracles[0]!.report(id, END, tally, HASH);
        await oracles[1]!.report(id, END, tally, HASH);
        assert.equal(await read("tallyLength", id), 16n);
        assert.equal(await read("getCount", id, 0n, 0n, 0n), 102n);
        assert.equal(await read("getCount", id, 0n, 1n, 2n), 107n);
        assert.equal(await read("getCount", id, 1n, 0n, 0n), 110n);
        assert.equal(await read("getCount", id, 1n, 1n, 2n), 115n);
        for (const out of [
          [2n, 0n, 0n],
          [0n, 2n, 0n],
          [0n, 0n, 3n],
          [2n ** 250n, 0n, 0n],
          [0n, HUGE, 0n],
        ]) {
          await assert.rejects(read("getCount", id, ...out), /IndexOutOfRange/);
        }
        await assert.rejects(read("getCount", id, HUGE, 0n, 0n), /overflow/i);
      });
    });
  });
});
