/** Accepted votes, as they are sorted and cut into batches (PROTOCOL 6). */
import { type AcceptedVote, countedVotes } from "../ballot/index.js";
import { assertScalar, isScalar } from "../bytes/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import type { TallyInstance } from "./instances.js";

/** Bytes of a census proof. */
const PROOF_BYTES = 256;

/** Throws unless the vote can be put in a slot. @throws PsephosError `rollup/vote` */
export function assertVote(vote: AcceptedVote): void {
  const { nullifier, weight, voteHash, envelopeHash, proof } = vote;
  ensure(isScalar(nullifier) && nullifier > 0n, "rollup/vote", "a nullifier is an integer from 1 to r − 1");
  ensure(weight >= 0n && weight < 1n << 128n, "rollup/vote", "a weight is an integer below 2^128");
  ensure(isScalar(voteHash), "rollup/vote", "a vote hash is an integer below r");
  ensure(isScalar(envelopeHash), "rollup/vote", "an envelope hash is an integer below r");
  ensure(proof.length === PROOF_BYTES, "rollup/vote", `a census proof has ${PROOF_BYTES} bytes`);
}

/**
 * `poseidon4(nullifier, weight, voteHash, envelopeHash)`. It names a statement, not a proof: two nodes with different
 * proofs of one vote have the same leaf.
 * @throws PsephosError `rollup/vote`
 */
export function voteLeaf(vote: AcceptedVote, hash?: Poseidon): bigint {
  assertVote(vote);
  return leafOf(vote.nullifier, vote.weight, vote.voteHash, vote.envelopeHash, hash);
}

/** The vote as a slot can open it: a ballot of another length than `maxCount` is declared unopenable, and counts as invalid. */
export function countableVote(vote: AcceptedVote, maxCount: number): AcceptedVote {
  return vote.ballot && vote.ballot.votes.length !== maxCount ? { ...vote, ballot: null } : vote;
}

/**
 * The votes that count, one for each nullifier as in `countedVotes`, sorted by nullifier, ascending as integers.
 * @param votes all of them verified: an invalid one would displace its voter's valid vote
 * @returns a new list
 * @throws PsephosError `rollup/vote`
 */
export function sortVotes(votes: readonly AcceptedVote[]): AcceptedVote[] {
  for (const vote of votes) assertVote(vote);
  return countedVotes(votes).sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1));
}

/** Cuts sorted votes into batches of up to `slots`; no votes make no batch. */
export function cutBatches<T>({ slots }: TallyInstance, sorted: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(sorted.length / slots) }, (_, i) =>
    sorted.slice(slots * i, slots * (i + 1)),
  );
}

/** The leaves of a batch, filled with 0 for its empty slots. @throws PsephosError `rollup/vote` */
export function batchLeaves(
  { slots }: TallyInstance,
  votes: readonly AcceptedVote[],
  hash?: Poseidon,
): bigint[] {
  return Array.from({ length: slots }, (_, i) => (votes[i] ? voteLeaf(votes[i], hash) : 0n));
}

/** Bit i is set when slot i was opened. @param votes those of the batch */
export function openedBitmap(votes: readonly Pick<AcceptedVote, "ballot">[]): bigint {
  return votes.reduce((bitmap, { ballot }, i) => (ballot ? bitmap | (1n << BigInt(i)) : bitmap), 0n);
}

/** The leaf of an opening that someone shows, all parts canonical. @throws PsephosError `bytes/non-canonical` */
export function leafOf(
  nullifier: bigint,
  weight: bigint,
  voteHash: bigint,
  envelopeHash: bigint,
  hash: Poseidon = poseidon,
): bigint {
  return hash(
    [nullifier, weight, voteHash, envelopeHash].map((part) => assertScalar(part, "a part of the leaf")),
  );
}
