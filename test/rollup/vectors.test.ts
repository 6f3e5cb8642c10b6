// A rollup made with other people's code (test/vectors/make-rollup.mjs).
import assert from "node:assert/strict";
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type AcceptedVote, type BallotRules, hashOfDigests, openBallot } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { scope } from "../../src/process/index.js";
import { paramsVector, planRollup, tallyInstance } from "../../src/rollup/index.js";
import { vectors } from "../support/vectors.js";

interface Binding {
  readonly z: string;
  readonly y: string;
}

interface RollupVector {
  readonly instance: string;
  readonly contract: Hex;
  readonly processId: Hex;
  readonly ballot: BallotRules;
  readonly votes: readonly {
    nullifier: string;
    weight: string;
    voteHash: string;
    proof: Hex;
    votePackage: string | null;
    nonce: number;
    keysDigest: Hex;
    packageDigest: Hex;
    envelopeHash: string;
  }[];
  readonly scope: string;
  readonly params: readonly string[];
  readonly batches: readonly (Binding & { leaves: readonly string[]; bitmap: string })[];
  readonly votesDigest: Hex;
  readonly voteCount: string;
  readonly invalid: string;
  readonly results: readonly (readonly string[])[];
  readonly opening: Binding & { state: string };
}

describe("a rollup of the shared vectors", () => {
  const expected = vectors<RollupVector>("rollup");
  const { contract, processId, ballot } = expected;
  const votes = expected.votes.map(({ nonce, keysDigest, packageDigest, ...vote }): AcceptedVote => {
    const digests = {
      nonce,
      keysDigest: hexToBytes(keysDigest.slice(2)),
      packageDigest: hexToBytes(packageDigest.slice(2)),
    };
    const proven = { nullifier: BigInt(vote.nullifier), voteHash: BigInt(vote.voteHash) };
    return {
      ...proven,
      weight: BigInt(vote.weight),
      ...digests,
      envelopeHash: hashOfDigests(digests),
      proof: hexToBytes(vote.proof.slice(2)),
      ballot: vote.votePackage === null ? null : openBallot(utf8ToBytes(vote.votePackage), proven),
    };
  });
  const process = { processId, scope: scope({ contract, processId }), ballot, maxVoteOverwrites: 2 };
  const plan = planRollup(tallyInstance(expected.instance), process, votes);

  it("has the scope and the parameters", () => {
    assert.equal(`${process.scope}`, expected.scope);
    assert.deepEqual(paramsVector(plan.params).map(String), expected.params);
  });

  it("has the envelope hashes", () => {
    for (const [i, vote] of votes.entries()) {
      assert.equal(`${vote.envelopeHash}`, expected.votes[i]!.envelopeHash);
    }
  });

  it("has the leaves, bitmaps, states and bindings of its batches", () => {
    const batches = plan.batches.map(({ leaves, bitmap, commitment, stateBefore, stateAfter, z, y }) => ({
      leaves: leaves.map(String),
      ...strings({ bitmap, commitment, stateBefore, stateAfter, z, y }),
    }));
    assert.deepEqual(batches, expected.batches);
    assert.equal(plan.votesDigest, expected.votesDigest);
  });

  it("has the count, and the binding of its opening", () => {
    const { voteCount, invalid, results } = plan.last;
    assert.deepEqual(strings({ voteCount, invalid }), strings(expected, ["voteCount", "invalid"]));
    assert.deepEqual(
      results.map((row) => row.map(String)),
      expected.results,
    );
    assert.deepEqual(strings({ state: plan.state, ...plan.opening }), expected.opening);
  });
});

/** The members of an object, or those named, as decimal strings. */
function strings<T extends object>(object: T, names = Object.keys(object)): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${object[name as keyof T]}`]));
}
