import assert from "node:assert/strict";
import type { Hex } from "viem";
import { type Deployment, processesAbi } from "../../src/evm/index.js";
import { evm, type TestWallet } from "../support/evm.js";
import {
  CANCELED,
  cast,
  deployment,
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
  table,
} from "./support.js";

interface Move {
  interruptible: boolean;
  from: number;
  to: number;
  verdict: string;
}
interface Settle {
  from: number;
  startBlock: number;
  blockCount: number;
  height: string;
  verdict: string;
}
interface NextQuestion {
  serial: boolean;
  status: number;
  questionIndex: number;
  questionCount: number;
  verdict: string;
  then?: { questionIndex: number; status: number };
}
interface CensusChange {
  dynamic: boolean;
  status: number;
  censusOrigin: number;
  censusRoot: string;
  censusUri: string;
  verdict: string;
}
const moves = table("process-status") as {
  setStatus: Move[];
  settle: Settle[];
  incrementQuestionIndex: NextQuestion[];
  setCensus: CensusChange[];
};

const NAMES = ["READY", "ENDED", "CANCELED", "PAUSED", "RESULTS"];

describe("contracts: moves of a process", () => {
  let contracts: Deployment;
  let entity: ReturnType<typeof processesAs>;
  let stranger: ReturnType<typeof processesAs>;
  let results: ReturnType<typeof processesAs>;
  let owner: TestWallet;

  before(async () => {
    contracts = await deployment();
    const people = await cast();
    owner = people.owner;
    entity = processesAs(people.entity, contracts.processes);
    stranger = processesAs(people.stranger, contracts.processes);
    results = processesAs(await (await evm()).as(contracts.results), contracts.processes);
  });

  /** A process that has come to `status` by moves that its mode allows; a serial one can end in any mode. */
  async function processAt(status: number, change: Partial<Params>, interruptible: boolean): Promise<Hex> {
    const mode = (change.mode ?? 0) | (interruptible ? MODE.interruptible : 0);
    const started = status === PAUSED ? mode : mode | MODE.autoStart;
    const serial = { envelopeType: ENVELOPE.serial, questionCount: 1 };
    const bySerial = status === ENDED && !interruptible;
    const id = await entity.newProcess({ ...change, ...(bySerial ? serial : {}), mode: started });
    if (bySerial) await entity.incrementQuestionIndex(id);
    else if (status === ENDED || status === CANCELED) await entity.setStatus(id, status);
    else if (status === RESULTS) await results.settle(id, 2n ** 40n);
    assert.equal((await entity.get(id)).status, status);
    return id;
  }

  describe("setStatus", () => {
    for (const { interruptible, from, to, verdict } of moves.setStatus) {
      // A process that is not interruptible has no way to CANCELED.
      if (from === CANCELED && !interruptible) continue;
      const kind = interruptible ? "interruptible" : "not interruptible";
      it(`${verdict}: ${NAMES[from]} → ${NAMES[to] ?? to}, ${kind}`, async () => {
        const id = await processAt(from, {}, interruptible);
        await refused(stranger.setStatus(id, to), "NotEntity");
        if (verdict !== "ok") {
          await refused(entity.setStatus(id, to), verdict);
          assert.equal((await entity.get(id)).status, from);
          return;
        }
        const updated = event(processesAbi, await entity.setStatus(id, to), "StatusUpdated");
        assert.deepEqual(updated, { processId: id, namespaceId: 1, status: to });
        assert.equal((await entity.get(id)).status, to);
      });
    }
  });

  describe("settle", () => {
    for (const { from, height, verdict, ...blocks } of moves.settle) {
      it(`${verdict}: ${NAMES[from]}, ${blocks.startBlock} + ${blocks.blockCount}, at height ${height}`, async () => {
        const interruptible = [ENDED, CANCELED].includes(from as never) || blocks.blockCount === 0;
        const id = await processAt(from, blocks, interruptible);
        await refused(entity.settle(id, BigInt(height)), "NotResults");
        await refused(stranger.settle(id, BigInt(height)), "NotResults");
        if (verdict !== "ok") return refused(results.settle(id, BigInt(height)), verdict);
        const updated = event(processesAbi, await results.settle(id, BigInt(height)), "StatusUpdated");
        assert.deepEqual(updated, { processId: id, namespaceId: 1, status: RESULTS });
      });
    }
  });

  describe("incrementQuestionIndex", () => {
    for (const {
      serial,
      status,
      questionIndex,
      questionCount,
      verdict,
      then,
    } of moves.incrementQuestionIndex) {
      const kind = `${serial ? "serial" : "not serial"}, question ${questionIndex} of ${questionCount}`;
      it(`${verdict}: ${NAMES[status]}, ${kind}`, async () => {
        const change = { envelopeType: serial ? ENVELOPE.serial : 0, questionCount };
        const id = await processAt(status, change, true);
        for (let i = 0; i < questionIndex; i += 1) await entity.incrementQuestionIndex(id);
        await refused(stranger.incrementQuestionIndex(id), "NotEntity");
        if (verdict !== "ok") return refused(entity.incrementQuestionIndex(id), verdict);
        const receipt = await entity.incrementQuestionIndex(id);
        const after = await entity.get(id);
        assert.deepEqual({ questionIndex: after.questionIndex, status: after.status }, then);
        if (after.status === READY) {
          const updated = event(processesAbi, receipt, "QuestionIndexUpdated");
          assert.deepEqual(updated, { processId: id, namespaceId: 1, questionIndex: then!.questionIndex });
        } else {
          const updated = event(processesAbi, receipt, "StatusUpdated");
          assert.deepEqual(updated, { processId: id, namespaceId: 1, status: ENDED });
        }
      });
    }
  });

  describe("setCensus", () => {
    for (const { dynamic, status, censusOrigin, censusRoot, censusUri, verdict } of moves.setCensus) {
      const what = `${dynamic ? "dynamic" : "fixed"}, origin ${censusOrigin}, "${censusRoot}", "${censusUri}"`;
      it(`${verdict}: ${NAMES[status]}, ${what}`, async () => {
        const id = await processAt(status, { mode: dynamic ? MODE.dynamicCensus : 0, censusOrigin }, true);
        await refused(stranger.setCensus(id, censusRoot, censusUri), "NotEntity");
        if (verdict !== "ok") return refused(entity.setCensus(id, censusRoot, censusUri), verdict);
        const updated = event(
          processesAbi,
          await entity.setCensus(id, censusRoot, censusUri),
          "CensusUpdated",
        );
        assert.deepEqual(updated, { processId: id, namespaceId: 1, censusRoot, censusUri });
        const after = await entity.get(id);
        assert.deepEqual([after.censusRoot, after.censusUri], [censusRoot, censusUri]);
      });
    }
  });

  it("knows no process that was not made", async () => {
    const id = `0x${"ab".repeat(32)}` as const;
    await refused(entity.setStatus(id, READY), "ProcessNotHere", id);
    await refused(entity.incrementQuestionIndex(id), "ProcessNotHere", id);
    await refused(entity.setCensus(id), "ProcessNotHere", id);
    await refused(results.settle(id, 1n), "ProcessNotHere", id);
    for (const functionName of ["get", "getTerms", "getParamsSignature", "getCreationInstance"] as const) {
      const read = owner.readContract({
        address: contracts.processes,
        abi: processesAbi,
        functionName,
        args: [id],
      });
      await assert.rejects(read, /ProcessNotFound/);
    }
  });
});
