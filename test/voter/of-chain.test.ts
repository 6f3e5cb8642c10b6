import assert from "node:assert/strict";
import { VotingProcess, type VotingProcessParts } from "../../src/ballot/index.js";
import {
  CensusOrigin,
  decodeEnvelopeType,
  decodeMode,
  type Process,
  Status,
} from "../../src/process/index.js";
import { ensureVotingProcess, processOnChain } from "../../src/voter/index.js";
import { throwsCode } from "../support/errors.js";

const at = {
  contract: `0x${"c7".repeat(20)}`,
  processId: `0x${"a1".repeat(32)}`,
  circuit: "census-7",
} as const;
const process: Process = {
  mode: decodeMode(1),
  envelopeType: { ...decodeEnvelopeType(0), anonymous: true, uniqueValues: true },
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  entity: `0x${"e1".repeat(20)}`,
  status: Status.READY,
  questionIndex: 0,
  startBlock: 1,
  blockCount: 10,
  questionCount: 3,
  maxCount: 2,
  maxValue: 3,
  maxVoteOverwrites: 4,
  maxTotalCost: 5,
  costExponent: 20_000,
  evmBlockHeight: 0n,
  censusKey: `0x${"c0".repeat(32)}`,
  settlement: `0x${"00".repeat(20)}`,
  paramsSignature: `0x${"00".repeat(32)}`,
  metadata: "",
  censusRoot: `0x${"11".repeat(32)}`,
  censusUri: "",
  balancePosition: 0n,
  tokenId: 0n,
};

describe("voter/of-chain", () => {
  it("takes every rule of the ballot from the chain", () => {
    const expected = new VotingProcess({
      ...at,
      questionIndex: 0,
      censusRoot: BigInt(process.censusRoot),
      censusKey: process.censusKey,
      maxVoteOverwrites: 4,
      ballot: {
        maxCount: 2,
        maxValue: 3,
        uniqueValues: true,
        costFromWeight: false,
        maxTotalCost: 5,
        costExponent: 20_000,
      },
    });
    assert.deepEqual(processOnChain(process, at), expected);
  });

  it("takes the open question of a serial process, and no other's", () => {
    const serial = { ...process, questionIndex: 2, envelopeType: { ...process.envelopeType, serial: true } };
    assert.equal(processOnChain(serial, at).questionIndex, 2);
    assert.equal(processOnChain({ ...process, questionIndex: 2 }, at).questionIndex, 0);
  });

  it("refuses processes that take no proof of the declared tree", () => {
    const named = { ...process.envelopeType, anonymous: false };
    throwsCode("voter/not-anonymous", () => processOnChain({ ...process, envelopeType: named }, at));
    for (const censusOrigin of [CensusOrigin.OFF_CHAIN_CA, CensusOrigin.ERC20])
      throwsCode("voter/census-origin", () => processOnChain({ ...process, censusOrigin }, at));
    const mode = { ...process.mode, preRegister: true };
    throwsCode("voter/census-origin", () => processOnChain({ ...process, mode }, at));
    throwsCode("bytes/non-canonical", () => processOnChain({ ...process, censusRoot: "0x01" }, at));
  });

  it("takes a file that leaves out the rules that are as usual", () => {
    const plain = { ...process, maxTotalCost: 0, costExponent: 10_000, envelopeType: decodeEnvelopeType(2) };
    assert.ok(plain.envelopeType.anonymous);
    const onChain = processOnChain(plain, at);
    const short = onChain.with({ ballot: { maxCount: 2, maxValue: 3 } });
    ensureVotingProcess(short, onChain);
    throwsCode("voter/other-process", () => ensureVotingProcess(short, processOnChain(process, at)));
  });

  it("tells which part of a file is not the chain's", () => {
    const onChain = processOnChain(process, at);
    ensureVotingProcess(onChain, onChain);
    const wrong = [
      ["contract", { contract: `0x${"c8".repeat(20)}` }],
      ["processId", { processId: `0x${"a2".repeat(32)}` }],
      ["questionIndex", { questionIndex: 1 }],
      ["censusRoot", { censusRoot: 1n }],
      ["censusKey", { censusKey: `0x${"c1".repeat(32)}` }],
      ["maxVoteOverwrites", { maxVoteOverwrites: 5 }],
      ...Object.entries(onChain.ballot).map(([key, value]) => [
        key,
        { ballot: { ...onChain.ballot, [key]: typeof value === "boolean" ? !value : value + 1 } },
      ]),
    ] as [string, Partial<VotingProcessParts>][];
    assert.equal(wrong.length, 12);
    for (const [key, part] of wrong) {
      const { message } = throwsCode("voter/other-process", () =>
        ensureVotingProcess(onChain.with(part), onChain),
      );
      assert.ok(message.includes(`a different ${key} than`), message);
    }
  });
});
