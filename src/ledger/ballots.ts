/** The ballots of a process: their rules, and the form of their packages. */
import {
  type BallotRules,
  type CountedVote,
  decodeVotePackage,
  fullBallotRules,
  openBallot,
} from "../ballot/index.js";
import { PsephosError } from "../errors/index.js";
import type { ProcessParams } from "../process/index.js";

/** The longest package in the clear, in bytes. */
export const MAX_PACKAGE_BYTES = 2048;

export const ballotRulesOf = ({ envelopeType, ...params }: ProcessParams): BallotRules =>
  fullBallotRules({ ...params, ...envelopeType });

/** The ballot in a package of a vote by name, or null if it is malformed. */
export function namedBallot(votePackage: Uint8Array): CountedVote["ballot"] {
  try {
    const { type, votes } = decodeVotePackage(votePackage);
    return type === "poll-vote" ? { votes } : null;
  } catch (error) {
    if (error instanceof PsephosError) return null;
    throw error;
  }
}

/** The ballot of a package in the clear: it was opened when its vote entered the log, so nothing of it is checked again. */
export const clearBallot = (votePackage: Uint8Array | null): CountedVote["ballot"] =>
  votePackage && decodeVotePackage(votePackage);

/** The ballot of an opened package, for any voter; null counts as invalid. */
export function openedBallot(
  votePackage: Uint8Array | null,
  vote: { readonly anonymous: boolean; readonly voteHash: bigint; readonly voterId: bigint },
): CountedVote["ballot"] {
  if (votePackage === null) return null;
  if (!vote.anonymous) return namedBallot(votePackage);
  return openBallot(votePackage, { voteHash: vote.voteHash, nullifier: vote.voterId });
}
