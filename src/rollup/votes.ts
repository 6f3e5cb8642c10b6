/** Accepted votes, as they are sorted, opened and cut into batches (PROTOCOL 6). */
import {
  countedVotes,
  decodeVotePackage,
  type EnvelopeDigests,
  hashOfDigests,
  openBallot,
} from "../ballot/index.js";
import { assertScalar, isScalar } from "../bytes/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import type { TallyInstance } from "./instances.js";

/**
 * A vote that the voting chain accepted: what its proof states, the proof, and of its envelope what the statement's hash is made
 * of. The digests are of the package as it was sent, which may be unknown, or sealed.
 */
export interface AcceptedVote extends EnvelopeDigests {
  /** In [1, r): no hash is 0, and the order starts above it. */
  readonly nullifier: bigint;
  /** In [0, 2^128). */
  readonly weight: bigint;
  readonly voteHash: bigint;
  /** A census proof of the statement, 256 bytes: any that holds, since anybody can give it other bytes. */
  readonly proof: Uint8Array;
  /** The vote package's bytes, decrypted if they were encrypted; `null` when nobody has them. */
  readonly votePackage: Uint8Array | null;
}

/** What a voteHash opens to: one value per field, and the nonce as an integer below 2^248. */
export interface Opening {
  readonly votes: readonly number[];
  readonly nonce: bigint;
}

/** Bytes of a census proof. */
const PROOF_BYTES = 256;

/** Throws unless the vote can stand in a slot. @throws PsephosError `rollup/vote` */
export function assertVote(vote: AcceptedVote): void {
  const { nullifier, weight, voteHash, proof } = vote;
  ensure(isScalar(nullifier) && nullifier > 0n, "rollup/vote", "a nullifier is an integer from 1 to r − 1");
  ensure(weight >= 0n && weight < 1n << 128n, "rollup/vote", "a weight is an integer below 2^128");
  ensure(isScalar(voteHash), "rollup/vote", "a vote hash is an integer below r");
  ensure(proof.length === PROOF_BYTES, "rollup/vote", `a census proof has ${PROOF_BYTES} bytes`);
}

/**
 * `poseidon4(nullifier, weight, voteHash, envelopeHash)`. It names a statement and nothing of its proof, so that two nodes that
 * hold two proofs of one vote have one leaf.
 * @throws PsephosError `rollup/vote`, `ballot/nonce-range`, `bytes/hex`
 */
export function voteLeaf(vote: AcceptedVote, hash?: Poseidon): bigint {
  assertVote(vote);
  return leafOf(vote.nullifier, vote.weight, vote.voteHash, hashOfDigests(vote), hash);
}

/**
 * Opens a vote, as an honest poster does.
 * @returns its ballot and nonce; `null` when the package is missing, malformed, not the ballot that was proved, or of
 *   another length than `maxCount`: such a slot is declared unopenable, and counts as invalid.
 */
export function openVote(
  { votePackage, voteHash, nullifier }: Pick<AcceptedVote, "votePackage" | "voteHash" | "nullifier">,
  maxCount: number,
  hash?: Poseidon,
): Opening | null {
  if (!votePackage) return null;
  const votes = openBallot(votePackage, { voteHash, nullifier }, hash);
  if (votes?.length !== maxCount) return null;
  return { votes, nonce: BigInt(`0x${decodeVotePackage(votePackage).nonce}`) };
}

/**
 * The votes that count, one for each nullifier as in `countedVotes`, sorted by nullifier, ascending as integers.
 * @param votes all of them verified: one that does not hold would displace its voter's
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

/** Bit i is set when slot i was opened. @param openings one for each vote of the batch */
export function openedBitmap(openings: readonly (Opening | null)[]): bigint {
  return openings.reduce((bitmap, opening, i) => (opening ? bitmap | (1n << BigInt(i)) : bitmap), 0n);
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
