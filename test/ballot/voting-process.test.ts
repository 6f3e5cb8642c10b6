// The one process type: its parts are checked, and its scope is theirs.
import assert from "node:assert/strict";
import { getAddress } from "viem";
import { assertVotingProcess, VotingProcess, type VotingProcessParts } from "../../src/ballot/index.js";
import { scope } from "../../src/process/index.js";
import { throwsCode } from "../support/errors.js";

describe("ballot: the process that votes are for", () => {
  const parts: VotingProcessParts = {
    contract: `0x${"c7".repeat(20)}`,
    processId: `0x${"a1".repeat(32)}`,
    censusRoot: 5n,
    circuit: "census-7",
    censusKey: `0x${"1c".repeat(32)}`,
    ballot: { maxCount: 2, maxValue: 3 },
  };

  it("has all its parts, and its scope", () => {
    const process = new VotingProcess(parts);
    assert.deepEqual({ ...process }, { ...parts, questionIndex: 0, maxVoteOverwrites: 0 });
    assert.equal(process.scope, scope(parts));
    const checksummed = new VotingProcess({ ...parts, contract: getAddress(parts.contract) });
    assert.equal(checksummed.contract, parts.contract);
    assert.throws(() => Object.assign(process, { questionIndex: 1 }), TypeError);
  });

  it("has another scope with another contract, id or question, and the same with other rules", () => {
    const process = new VotingProcess(parts);
    for (const change of [
      { contract: `0x${"c8".repeat(20)}` },
      { processId: `0x${"a2".repeat(32)}` },
      { questionIndex: 1 },
    ] as const) {
      const other = process.with(change);
      assert.equal(other.scope, scope({ ...parts, ...change }));
      assert.notEqual(other.scope, process.scope);
    }
    const other = process.with({ ballot: { maxCount: 1, maxValue: 1 }, maxVoteOverwrites: 255 });
    assert.equal(other.scope, process.scope);
    assert.deepEqual([other.ballot.maxCount, other.maxVoteOverwrites], [1, 255]);
  });

  it("is not made by a copy of its parts", () => {
    const process = new VotingProcess(parts);
    assertVotingProcess(process);
    throwsCode("ballot/process", () => assertVotingProcess({ ...process } as VotingProcess));
  });

  it("is refused with a part that is none", () => {
    const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
    for (const [code, change] of [
      ["bytes/address", { contract: parts.processId }],
      ["bytes/hex", { processId: parts.contract }],
      ["bytes/hex", { censusKey: parts.contract }],
      ["bytes/non-canonical", { censusRoot: R }],
      ["process/question-index", { questionIndex: 256 }],
      ["ballot/nonce-range", { maxVoteOverwrites: 256 }],
      ["ballot/nonce-range", { maxVoteOverwrites: -1 }],
      ["ballot/rules", { ballot: { maxCount: 0, maxValue: 1 } }],
    ] as const)
      throwsCode(code, () => new VotingProcess({ ...parts, ...change }));
  });
});
