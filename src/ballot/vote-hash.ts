/** The hash that a census proof binds a ballot to (PROTOCOL 4). */
import { assertScalar } from "../bytes/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";

/** How many values one field element contains: 25 bytes are well below r. */
const VALUES_PER_ELEMENT = 25;
/** The longest ballot, as in the process contract. */
export const MAX_FIELDS = 100;
/** Bytes of a ballot's nonce: an integer below 2^248. */
export const NONCE_BYTES = 31;

/** Throws `ballot/votes` unless `votes` is a list, without holes, of 1 to 100 integers from 0 to 255. */
export function assertVotes(votes: unknown): asserts votes is readonly number[] {
  ensure(
    Array.isArray(votes) &&
      votes.length >= 1 &&
      votes.length <= MAX_FIELDS &&
      Array.from(votes).every((value) => Number.isInteger(value) && value >= 0 && value <= 255),
    "ballot/votes",
    `a ballot is a list of 1 to ${MAX_FIELDS} integers from 0 to 255`,
  );
}

/**
 * `packed_j = Σ votes[25j + k] · 256^k`, k < 25: one to four field elements. The first also contains the ballot's length, times
 * 2^200: without it the ballot [1] would have the hash of [1, 0].
 * @throws PsephosError `ballot/votes`
 */
export function packVotes(votes: readonly number[]): bigint[] {
  assertVotes(votes);
  const packed: bigint[] = [];
  for (let j = 0; j < votes.length; j += VALUES_PER_ELEMENT) {
    const chunk = votes.slice(j, j + VALUES_PER_ELEMENT);
    packed.push(chunk.reduceRight((sum, value) => (sum << 8n) | BigInt(value), 0n));
  }
  packed[0]! += BigInt(votes.length) << BigInt(8 * VALUES_PER_ELEMENT);
  return packed;
}

/** A nonce as the integer the hash takes. @param nonce 62 lower-case hex digits. @throws PsephosError `ballot/nonce` */
export function nonceToInteger(nonce: unknown): bigint {
  ensure(
    typeof nonce === "string" && /^[0-9a-f]{62}$/.test(nonce),
    "ballot/nonce",
    "a ballot's nonce takes 62 lower-case hex digits",
  );
  return BigInt(`0x${nonce}`);
}

/**
 * `poseidon(K+2)(packed_0 … packed_{K−1}, nonce, nullifier)`. The hash includes the nullifier so that nobody can cast another
 * voter's sealed ballot as their own.
 * @param nonce 62 lower-case hex digits
 * @param nullifier of the voter who casts the ballot
 * @throws PsephosError `ballot/votes`, `ballot/nonce`, `bytes/non-canonical`
 */
export function voteHash(
  votes: readonly number[],
  nonce: string,
  nullifier: bigint,
  hash: Poseidon = poseidon,
): bigint {
  return hash([...packVotes(votes), nonceToInteger(nonce), assertScalar(nullifier, "nullifier")]);
}
