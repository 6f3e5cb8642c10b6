// The encodings of docs/rollup.md, written out a second time with viem and poseidon-lite.
import assert from "node:assert/strict";
import { poseidon2, poseidon4, poseidon8 } from "poseidon-lite";
import { encodeAbiParameters, encodePacked, keccak256, parseAbiParameters, toHex } from "viem";
import * as rollup from "../../src/rollup/index.js";
import { TALLY_8, TALLY_64 } from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";
import { PROCESS_ID, randomVotes, resent, seeded, voteBy } from "../support/rollup/votes.js";

const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const toField = (bytes: `0x${string}`) => BigInt(keccak256(bytes)) >> 8n;
const BALLOT = { maxCount: 3, maxValue: 2, maxTotalCost: 4, costExponent: 20_000 };
const words = (elements: readonly bigint[]) =>
  encodeAbiParameters(
    elements.map(() => ({ type: "uint256" as const })),
    elements,
  );

describe("the rollup's encodings", () => {
  const process = { processId: PROCESS_ID, scope: 77n, ballot: BALLOT, maxVoteOverwrites: 1 };
  const votes = randomVotes(seeded(1), 11, BALLOT);
  const plan = rollup.planRollup(TALLY_8, process, votes);

  it("have the parameters in their order", () => {
    const table = [0n, 1n << 16n, 4n << 16n, 0n];
    assert.deepEqual(rollup.paramsVector(plan.params), [77n, 3n, 2n, 0n, 0n, 1n, 4n, ...table]);
    const free = { maxCount: 8, maxValue: 15, uniqueValues: true };
    assert.deepEqual(rollup.paramsVector(rollup.tallyParams(TALLY_64, { scope: R - 1n, ballot: free })), [
      ...[R - 1n, 8n, 15n, 1n, 0n, 0n, 0n],
      ...Array<bigint>(16).fill(0n),
    ]);
    const weighed = { maxCount: 1, maxValue: 1, costFromWeight: true, costExponent: 0, maxTotalCost: 9 };
    assert.deepEqual(rollup.paramsVector(rollup.tallyParams(TALLY_8, { scope: 0n, ballot: weighed })), [
      ...[0n, 1n, 1n, 0n, 1n, 1n, 0n],
      ...[1n << 16n, 1n << 16n, 0n, 0n],
    ]);
  });

  it("refuse a process that the instance is too small for", () => {
    for (const ballot of [
      { maxCount: 5, maxValue: 1 },
      { maxCount: 1, maxValue: 4 },
    ]) {
      throwsCode("rollup/too-large", () => rollup.tallyParams(TALLY_8, { scope: 1n, ballot }));
    }
  });

  it("keep every cost of every exponent below 2^45", () => {
    const ballot = { maxCount: 8, maxValue: 15, maxTotalCost: 1, costExponent: 65_535 };
    const { costTable } = rollup.tallyParams(TALLY_64, { scope: 1n, ballot });
    assert.ok(costTable.every((cost) => cost < 1n << BigInt(rollup.COST_BITS)));
  });

  it("sort, cut and fill the batches", () => {
    assert.deepEqual(
      plan.batches.map(({ votes }) => votes.length),
      [8, 3],
    );
    const nullifiers = plan.batches.flatMap(({ votes }) => votes.map(({ nullifier }) => nullifier));
    assert.ok(nullifiers.every((nullifier, i) => i === 0 || nullifier > nullifiers[i - 1]!));
    assert.deepEqual(plan.batches[1]!.leaves.slice(3), [0n, 0n, 0n, 0n, 0n]);
  });

  it("make a leaf of the nullifier, the weight, the vote hash and the envelope hash, whatever the proof's bytes", () => {
    const vote = resent(plan.batches[0]!.votes[0]!, { nonce: 3 });
    const { nullifier, weight, voteHash, keysDigest, packageDigest } = vote;
    const digest = toField(
      encodePacked(["uint64", "bytes32", "bytes32"], [3n, toHex(keysDigest), toHex(packageDigest)]),
    );
    const leaf = poseidon4([nullifier, weight, voteHash, digest]);
    assert.equal(rollup.voteLeaf(vote), leaf);
    assert.equal(rollup.voteLeaf({ ...vote, proof: vote.proof.map((byte) => byte ^ 1) }), leaf);
  });

  it("commit to leaves and parameters", () => {
    const [scope, ...rest] = rollup.paramsVector(plan.params);
    const first = poseidon8([0n, scope!, ...rest.slice(0, 6)]);
    const params = poseidon8([first, ...rest.slice(6), 0n, 0n, 0n]);
    for (const { leaves, commitment } of plan.batches) {
      assert.equal(commitment, poseidon2([poseidon8([...leaves]), params]));
    }
    const wide = Array.from({ length: 64 }, (_, i) => BigInt(i));
    const level = Array.from({ length: 8 }, (_, i) => poseidon8(wide.slice(8 * i, 8 * i + 8)));
    assert.equal(rollup.leavesRoot(wide), poseidon8(level));
    throwsCode("rollup/leaves", () => rollup.leavesRoot(wide.slice(1)));
    throwsCode("rollup/leaves", () => rollup.commitment(TALLY_64, plan.params, plan.batches[0]!.leaves));
  });

  it("chain the states, from an empty one to the count", () => {
    const zeros = [1, 2, 3].reduce((hash) => poseidon8([hash, 0n, 0n, 0n, 0n, 0n, 0n, 0n]), 0n);
    assert.equal(plan.batches[0]!.stateBefore, poseidon4([0n, 0n, 0n, zeros]));
    assert.equal(plan.batches[1]!.stateBefore, plan.batches[0]!.stateAfter);
    assert.equal(plan.batches[1]!.stateAfter, plan.state);
    const { lastNullifier, voteCount, invalid, results } = plan.last;
    const hash = rollup.chain([invalid, ...results.flat()]);
    assert.equal(plan.state, poseidon4([lastNullifier >> 127n, lastNullifier % 2n ** 127n, voteCount, hash]));
  });

  it("bind a batch at a point that depends on all that is public", () => {
    for (const { index, leaves, bitmap, commitment, stateBefore, stateAfter, z, y } of plan.batches) {
      const vector = [...leaves, bitmap, ...rollup.paramsVector(plan.params)];
      assert.equal(vector.length, 20);
      const encoded = encodeAbiParameters(
        parseAbiParameters("bytes32, uint256, bytes32, uint256, uint256, uint256"),
        [PROCESS_ID, BigInt(index), keccak256(words(vector)), commitment, stateBefore, stateAfter],
      );
      assert.equal(z, toField(encoded));
      let [sum, power] = [0n, 1n];
      for (const element of vector) [sum, power] = [(sum + element * power) % R, (power * z) % R];
      assert.equal(y, sum);
    }
  });

  it("bind the opening", () => {
    const { voteCount, invalid, results } = plan.last;
    const vector = [voteCount, invalid, ...results.flat()];
    assert.equal(vector.length, 18);
    const encoded = encodeAbiParameters(parseAbiParameters("bytes32, uint256"), [
      keccak256(words(vector)),
      plan.state,
    ]);
    assert.equal(plan.opening.z, toField(encoded));
    assert.equal(plan.opening.y, rollup.evaluate(vector, plan.opening.z));
  });

  it("chain leaves and bitmaps into the digest that oracles sign", () => {
    const types = parseAbiParameters("bytes32, uint256[8], uint256");
    const digest = plan.batches.reduce<`0x${string}`>(
      (digest, { leaves, bitmap }) =>
        keccak256(encodeAbiParameters(types, [digest, leaves as never, bitmap])),
      `0x${"00".repeat(32)}`,
    );
    assert.equal(plan.votesDigest, digest);
    assert.equal(rollup.votesDigest(plan.batches), digest);
    const [first, ...others] = plan.batches;
    assert.notEqual(rollup.votesDigest([{ ...first!, bitmap: first!.bitmap ^ 1n }, ...others]), digest);
  });

  it("count no vote whose nonce is higher than the process allows", () => {
    const random = seeded(9);
    const [last, beyond] = [1, 2].map((number) => voteBy(random, 5n, [0, 0, 0], 1n, number));
    rollup.planRollup(TALLY_8, process, [last!]);
    throwsCode("rollup/vote", () => rollup.planRollup(TALLY_8, process, [beyond!]));
    throwsCode("rollup/vote", () => rollup.planRollup(TALLY_8, process, [beyond!, last!]));
    const none = { ...process, maxVoteOverwrites: 0 };
    throwsCode("rollup/vote", () => rollup.planRollup(TALLY_8, none, [last!]));
  });

  it("count of a nullifier's votes the highest nonce, and of equal nonces the first", () => {
    const random = seeded(8);
    const cast = (ballot: number[], number: number) => voteBy(random, 5n, ballot, 1n, number);
    const [first, second, third] = [cast([0, 0, 0], 0), cast([1, 0, 0], 1), cast([2, 0, 0], 1)];
    for (const [order, counted] of [
      [[first, second], second],
      [[second, first], second],
      [[second, third, first], second],
      [[third, second, first], third],
      [[first, { ...first, proof: second.proof }], first],
    ] as const) {
      const { batches } = rollup.planRollup(TALLY_8, process, order);
      assert.deepEqual([batches.length, batches[0]!.votes.length], [1, 1]);
      assert.equal(batches[0]!.leaves[0], rollup.voteLeaf(counted));
      assert.deepEqual(batches[0]!.votes[0]!.proof, counted.proof);
    }
  });

  it("refuse a nullifier of 0 or above r, a weight of 2^128", () => {
    const [vote] = votes;
    const wrong = (change: object) => rollup.planRollup(TALLY_8, process, [{ ...vote!, ...change }]);
    for (const change of [
      { nullifier: 0n },
      { nullifier: R },
      { weight: 1n << 128n },
      { voteHash: R },
      { envelopeHash: R },
      { proof: vote!.proof.slice(1) },
    ]) {
      throwsCode("rollup/vote", () => wrong(change));
    }
  });

  it("have no batch where there are no votes", () => {
    const empty = rollup.planRollup(TALLY_8, process, []);
    assert.deepEqual([empty.batches.length, empty.last.voteCount], [0, 0n]);
  });
});
