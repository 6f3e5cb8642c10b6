/** Which votes of a list count, where no voting chain decides it. */
import {
  type AcceptedVote,
  assertVotingProcess,
  overwriteFault,
  standingOf,
  type VotingProcess,
} from "../ballot/index.js";
import { type PsephosError, Refusal } from "../errors/index.js";
import type { Verifier } from "../groth16/index.js";
import { ensureCensusKey } from "../process/index.js";
import { claimOf } from "./census-proofs.js";

/** A vote that does not count, and why. */
export interface RefusedVote {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly reason: PsephosError;
}

export interface CheckedVotes {
  /** The vote that counts of each voter, ascending by nullifier, so that their order does not show when they arrived. */
  readonly counted: readonly AcceptedVote[];
  /** Ascending by place. A vote that a later one replaced, and one that says again what counts already, are not refused. */
  readonly refused: readonly RefusedVote[];
}

export interface CheckVotesOptions {
  /** Accept a key that says it is insecure: for tests and rehearsals. */
  readonly insecure?: boolean | undefined;
  /** Called after each portion of the proofs. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Proofs that are verified together, so that there is progress to show: about 0.3 s. */
const PORTION = 1024;

/** What is wrong with the votes' proofs, by place. */
async function unproved(
  process: VotingProcess,
  votes: readonly AcceptedVote[],
  verifier: Verifier,
  { onProgress }: CheckVotesOptions,
): Promise<Map<number, PsephosError>> {
  const faults = new Map<number, PsephosError>();
  for (let first = 0; first < votes.length; first += PORTION) {
    const portion = votes.slice(first, first + PORTION);
    const { bad, malformed } = await verifier.verifyBatch(portion.map((vote) => claimOf(process, vote)));
    for (const index of bad)
      faults.set(
        first + index,
        new Refusal(
          "rollup/vote-proof",
          "the proof is not valid for this census, process, ballot, weight and envelope",
        ),
      );
    for (const { index, error } of malformed) faults.set(first + index, error);
    onProgress?.(first + portion.length, votes.length);
  }
  return faults;
}

/**
 * The votes of a list that count, by the rules of PROTOCOL 6: each has a valid proof, and of a voter's votes the one with the highest nonce
 * counts; of equal nonces, the first. For a process with a fixed census and ballots in the clear.
 * @param votes in the order of arrival, as `voteOfEnvelope` and `voteOfLine` give them for this process
 * @param verifier of the key that the process names
 * @returns the reasons are `ballot/overwrites`, `rollup/vote-proof`, `ballot/superseded`, or the verifier's for a malformed proof
 * @throws PsephosError `ballot/process`, `process/other-key`, `process/insecure-key`; `census/weight` for a weight of 0
 */
export async function checkVotes(
  process: VotingProcess,
  votes: readonly AcceptedVote[],
  verifier: Verifier,
  options: CheckVotesOptions = {},
): Promise<CheckedVotes> {
  assertVotingProcess(process);
  ensureCensusKey(process, verifier, options);
  const faults = await unproved(process, votes, verifier, options);
  const counted = new Map<bigint, AcceptedVote>();
  const refused: RefusedVote[] = [];
  for (const [index, vote] of votes.entries()) {
    const refuse = (reason: PsephosError) => refused.push({ index, reason });
    const tooMany = overwriteFault(vote, process.maxVoteOverwrites);
    const fault = faults.get(index);
    // Only a proved vote takes its voter's place, so nobody can displace a vote with a false proof.
    if (tooMany !== undefined) refuse(new Refusal("ballot/overwrites", tooMany));
    else if (fault) refuse(fault);
    else {
      const counting = counted.get(vote.nullifier);
      const standing = counting === undefined ? "replaces" : standingOf(vote, counting);
      if (standing === "replaces") counted.set(vote.nullifier, vote);
      else if (standing === "superseded")
        refuse(
          new Refusal("ballot/superseded", `this voter's vote with number ${counting!.nonce} counts`, {
            hint: "Of a voter's votes the one with the highest number counts; of equal numbers, the first.",
          }),
        );
    }
  }
  return { counted: [...counted.values()].sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1)), refused };
}
