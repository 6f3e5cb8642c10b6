import assert from "node:assert/strict";
import type { Hex } from "viem";
import { send } from "../../src/evm/client.js";
import { resultsAbi } from "../../src/evm/index.js";
import { END, HASH, packed, type ResultsStage, resultsStage, TALLY } from "./results-support.js";
import {
  afresh,
  CANCELED,
  deployment,
  deployTest,
  ENDED,
  event,
  MODE,
  PAUSED,
  READY,
  RESULTS,
  refused,
} from "./support.js";

describe("contracts: results by proof, and complaints", () => {
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
