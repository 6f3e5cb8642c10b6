// Whether a turn is that of a transcript: seen before the first transaction.
import assert from "node:assert/strict";
import { encodeAbiParameters, encodePacked, keccak256 } from "viem";
import type { RollupTerms, RollupTurn } from "../../src/evm/index.js";
import {
  ensureSameTurn,
  FIRST_VOTES_DIGEST,
  planRollup,
  rollupTranscript,
  TALLY_8,
  transcriptTally,
  votesDigest,
} from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";
import { PROCESS_ID, randomVotes, seeded } from "../support/rollup/votes.js";

describe("rollup: posting on, with a turn that is taken", () => {
  const ballot = { maxCount: 3, maxValue: 2 };
  const proof = new Uint8Array(256);
  function checked(seed: number) {
    const plan = planRollup(
      TALLY_8,
      { processId: PROCESS_ID, scope: 3n, ballot, maxVoteOverwrites: 9 },
      randomVotes(seeded(seed), 11, ballot),
    );
    const transcript = rollupTranscript(plan, [proof, proof], proof);
    const point = (k: number, votes: number) => ({
      state: k === 0 ? plan.batches[0]!.stateBefore : plan.batches[k - 1]!.stateAfter,
      votesDigest: k === 0 ? FIRST_VOTES_DIGEST : votesDigest(plan.batches.slice(0, k)),
      votes,
    });
    return { transcript, points: [point(0, 0), point(1, 8), point(2, 11)] };
  }
  const ours = checked(1);
  const others = checked(2);
  const terms = (signatures: number) => ({ signatures }) as RollupTerms;

  /** The turn of a transcript after so many batches. */
  function turn({ transcript, points }: typeof ours, batches: number, closed = false): RollupTurn {
    const { state, votesDigest: digest, votes } = points[batches]!;
    const tally = transcriptTally(transcript).tally;
    return {
      batches,
      closed,
      state,
      votesDigest: digest,
      votes: BigInt(votes),
      certified: keccak256(
        encodeAbiParameters(
          [{ type: "bytes32" }, { type: "uint256" }],
          [transcript.votesDigest, BigInt(transcript.voteCount)],
        ),
      ),
      tallyHash: keccak256(encodePacked(["uint256[]"], [tally])),
    } as RollupTurn;
  }

  it("goes on with the transcript's own, wherever it stands", () => {
    for (const m of [0, 2]) {
      for (const batches of [0, 1, 2]) ensureSameTurn(turn(ours, batches), terms(m), ours);
      ensureSameTurn(turn(ours, 2, true), terms(m), ours);
    }
  });

  it("refuses what was signed, posted or closed with another", () => {
    const refused = (of: RollupTurn, m: number) =>
      throwsCode("rollup/other-transcript", () => ensureSameTurn(of, terms(m), ours));
    refused(turn(others, 0), 1);
    ensureSameTurn(turn(others, 0), terms(0), ours);
    for (const m of [0, 1]) {
      refused(turn(others, 1), m);
      refused(turn(others, 2, true), m);
    }
    refused({ ...turn(ours, 1), state: 1n }, 0);
    refused({ ...turn(ours, 2), batches: 3 }, 0);
    refused({ ...turn(ours, 2, true), tallyHash: PROCESS_ID }, 0);
    refused(turn(ours, 1, true), 0);
    assert.notEqual(ours.transcript.votesDigest, others.transcript.votesDigest);
  });
});
