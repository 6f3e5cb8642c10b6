import assert from "node:assert/strict";
import { concat, encodeAbiParameters, type Hex, keccak256, numberToHex } from "viem";
import { send } from "../../src/chain/client.js";
import {
  type Deployment,
  deployProcesses,
  genesisAbi,
  processesAbi,
  resultsAbi,
} from "../../src/chain/index.js";
import { processMoves } from "./results-support.js";
import {
  afresh,
  CANCELED,
  cast,
  deployment,
  deployTest,
  ENDED,
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

const END = 150n;
const HASH: Hex = `0x${"d0".repeat(32)}`;
const OTHER_HASH: Hex = `0x${"d1".repeat(32)}`;
// voteCount, invalid, then two fields of two values
const TALLY = [7n, 1n, 4n, 2n, 3n, 3n];
const HUGE = 2n ** 256n - 1n;

const digestOf = (tally: readonly bigint[], hash: Hex) =>
  keccak256(encodeAbiParameters([{ type: "uint256[]" }, { type: "bytes32" }], [tally, hash]));
const packed = (tally: readonly bigint[]) =>
  keccak256(concat(tally.map((n) => numberToHex(n, { size: 32 }))));

describe("contracts: results", () => {
  let contracts: Deployment;
  let people: Awaited<ReturnType<typeof cast>>;
  let entity: ReturnType<typeof processesAs>;
  let oracles: ReturnType<typeof resultsAs>[];
  let anyone: ReturnType<typeof resultsAs>;

  const made = afresh(() => deployment());
  before(async () => {
    people = await cast();
    contracts = made();
    entity = processesAs(people.entity, contracts.processes);
    oracles = people.oracles.map((client) => resultsAs(client, contracts.results));
    anyone = resultsAs(people.stranger, contracts.results);
  });

  const genesis = (
    functionName: "addOracle" | "removeOracle" | "setQuorum" | "newChain",
    ...args: unknown[]
  ) => send(people.owner, { address: contracts.genesis, abi: genesisAbi, functionName, args } as never);
  const read = (functionName: string, ...args: unknown[]) =>
    people.owner.readContract({ address: contracts.results, abi: resultsAbi, functionName, args } as never);
  const statusOf = async (id: Hex) => (await entity.get(id)).status;

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

  describe("by proof", () => {
    let settlement: Hex;
    let declare: (hash: Hex, height: bigint) => Promise<unknown>;

    beforeEach(async () => {
      const contract = await deployTest("TestSettlement");
      await send(people.owner, {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "registerSettlement",
        args: [contract.address],
      });
      settlement = contract.address;
      declare = (hash, height) =>
        send(people.stranger, { ...contract, functionName: "declare", args: [hash, height] });
    });

    it("settle without any oracle, on the very tally that was proved, by anyone's call", async () => {
      const id = await entity.newProcess({ settlement });
      await refused(anyone.settleProven(id, TALLY), "NotProven");
      await declare(packed(TALLY), END);
      await refused(anyone.settleProven(id, TALLY.with(2, 5n)), "TallyMismatch");
      await refused(anyone.settleProven(id, TALLY.slice(1)), "TallyShape", 6n);
      const receipt = await anyone.settleProven(id, TALLY);
      const none: Hex = `0x${"00".repeat(32)}`;
      assert.deepEqual(await anyone.getResults(id), [TALLY, none, true, receipt.blockNumber]);
      assert.equal(await statusOf(id), RESULTS);
      await refused(anyone.settleProven(id, TALLY), "AlreadySettled");
    });

    it("must still find the process at its end", async () => {
      const mode = MODE.autoStart | MODE.interruptible;
      const [early, paused, canceled, ended] = [
        await entity.newProcess({ settlement, mode }),
        await entity.newProcess({ settlement, mode }),
        await entity.newProcess({ settlement, mode }),
        await entity.newProcess({ settlement, mode }),
      ];
      await declare(packed(TALLY), END - 1n);
      await entity.setStatus(paused, PAUSED);
      await entity.setStatus(canceled, CANCELED);
      await entity.setStatus(ended, ENDED);
      await refused(anyone.settleProven(early, TALLY), "ProcessNotEnded");
      await refused(anyone.settleProven(paused, TALLY), "ProcessPaused");
      await refused(anyone.settleProven(canceled, TALLY), "ProcessFinal");
      await anyone.settleProven(ended, TALLY);
    });

    it("leave the oracles no say, not even to invalidate", async () => {
      const id = await entity.newProcess({ settlement });
      await refused(oracles[0]!.report(id, END, TALLY, HASH), "NotOracleSettled");
      await refused(anyone.settle(id, TALLY, HASH), "NotOracleSettled");
      await oracles[0]!.complain(id, 1);
      await oracles[1]!.complain(id, 1);
      assert.equal(await read("invalidity", id), 1);
      await declare(packed(TALLY), END);
      await anyone.settleProven(id, TALLY);
      assert.equal(await statusOf(id), RESULTS);
    });

    it("are for processes that named the contract, even once it is retired", async () => {
      const plain = await entity.newProcess();
      const named = await entity.newProcess({ settlement });
      await declare(packed(TALLY), END);
      await refused(anyone.settleProven(plain, TALLY), "NotProofSettled");
      await send(people.owner, {
        address: contracts.results,
        abi: resultsAbi,
        functionName: "retireSettlement",
        args: [settlement],
      });
      await anyone.settleProven(named, TALLY);
    });

    it("are refused where the tally would be too large for the chain", async () => {
      const id = await entity.newProcess({ settlement, maxCount: 2, maxValue: 255 });
      const tally = Array.from({ length: 514 }, () => 0n);
      await declare(packed(tally), END);
      await refused(anyone.settleProven(id, tally), "TallyTooLarge");
      await refused(anyone.settleProven(id, []), "TallyShape", 514n);
    });
  });

  describe("oracles' word on a process", () => {
    it("approves: reason 0, which invalidates nothing", async () => {
      const id = await entity.newProcess();
      const said = event(resultsAbi, await oracles[0]!.complain(id, 0), "Complaint");
      assert.deepEqual(said, { processId: id, oracle: people.oracles[0].account.address, reason: 0 });
      await oracles[1]!.complain(id, 0);
      await oracles[2]!.complain(id, 0);
      assert.deepEqual(await read("agreement", id, 0), [3n, 2n]);
      assert.equal(await read("invalidity", id), 0);
      await refused(anyone.invalidate(id, 0), "ApprovalInvalidatesNothing");
    });

    it("invalidates when a quorum names the same reason", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.complain(id, 1);
      await oracles[1]!.complain(id, 2);
      await oracles[1]!.complain(id, 2);
      assert.equal(await read("invalidity", id), 0, "two reasons, one each");
      await refused(anyone.invalidate(id, 1), "QuorumNotReached", 1n, 2n);
      const receipt = await oracles[2]!.complain(id, 2);
      assert.deepEqual(event(resultsAbi, receipt, "ProcessInvalidated"), { processId: id, reason: 2 });
      assert.equal(await read("invalidity", id), 2);
      assert.equal(await statusOf(id), READY, "the status stays the entity's");
      await refused(oracles[0]!.complain(id, 2), "AlreadyInvalidated");
      await refused(oracles[0]!.complain(id, 0), "AlreadyInvalidated");
      await refused(anyone.invalidate(id, 2), "AlreadyInvalidated");
      await refused(oracles[0]!.report(id, END, TALLY, HASH), "ProcessInvalid", 2);
      await refused(anyone.settle(id, TALLY, HASH), "ProcessInvalid", 2);
    });

    it("invalidates even after reports, if before the quorum", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.report(id, END, TALLY, HASH);
      await oracles[1]!.complain(id, 255);
      await oracles[2]!.complain(id, 255);
      await refused(oracles[1]!.report(id, END, TALLY, HASH), "ProcessInvalid", 255);
    });

    it("lets an oracle hold several complaints, and take all back by approving", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.complain(id, 0);
      await oracles[0]!.complain(id, 1);
      await oracles[0]!.complain(id, 7);
      for (const [reason, agreeing] of [
        [0, 0n],
        [1, 1n],
        [7, 1n],
      ] as const) {
        assert.deepEqual(await read("agreement", id, reason), [agreeing, 2n]);
      }
      await oracles[0]!.complain(id, 0);
      await oracles[1]!.complain(id, 1);
      assert.equal(await read("invalidity", id), 0);
      assert.deepEqual(await read("agreement", id, 1), [1n, 2n]);
    });

    it("is the present oracles', at the present quorum", async () => {
      const id = await entity.newProcess();
      await oracles[0]!.complain(id, 1);
      await genesis("removeOracle", 1, people.oracles[0].account.address);
      await oracles[1]!.complain(id, 1);
      assert.equal(await read("invalidity", id), 0);
      await refused(oracles[0]!.complain(id, 1), "NotOracle");
      await refused(anyone.complain(id, 1), "NotOracle");
      await genesis("setQuorum", 1, 0);
      await refused(anyone.invalidate(id, 1), "NoQuorum");
      await oracles[2]!.complain(id, 1);
      assert.equal(await read("invalidity", id), 0, "no quorum, no verdict");
      await genesis("setQuorum", 1, 2);
      await anyone.invalidate(id, 1);
      assert.equal(await read("invalidity", id), 1);
    });

    it("knows no process that was not made", async () => {
      const unknown: Hex = `0x${"ee".repeat(32)}`;
      await refused(oracles[0]!.complain(unknown, 1), "ProcessNotFound", unknown);
      await refused(anyone.invalidate(unknown, 1), "ProcessNotFound", unknown);
    });
  });
});
