// Accepted votes made from a seed: valid ballots and all kinds of others. Their census proofs are random bytes, which
// only the leaves see.

import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  type AcceptedVote,
  acceptedVote,
  type BallotRules,
  type EnvelopeDigests,
  hashOfDigests,
  voteHash,
} from "../../../src/ballot/index.js";

export const PROCESS_ID = `0x${"5e".repeat(32)}` as const;
/** The process contract of tests that have none. */
export const CONTRACT = `0x${"c0".repeat(20)}` as const;

/** A seeded source: `bytes(n)`, the same for the same seed on every machine. */
export interface Seeded {
  bytes(length: number): Uint8Array;
  /** An integer in [0, limit), limit below 2^32. */
  below(limit: number): number;
}

export function seeded(seed: number): Seeded {
  let counter = 0;
  const block = () => keccak_256(utf8ToBytes(`${seed}/${counter++}`));
  const bytes = (length: number) =>
    concatBytes(...Array.from({ length: Math.ceil(length / 32) }, block)).slice(0, length);
  return { bytes, below: (limit) => Number(BigInt(`0x${bytesToHex(bytes(8))}`) % BigInt(limit)) };
}

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes)}`);

/** A vote with this ballot; the nonce, nullifier and proof are drawn. */
export function voteOf(random: Seeded, votes: readonly number[], weight: bigint): AcceptedVote {
  return voteBy(random, integer(random.bytes(31)), votes, weight);
}

/** The same of a voter's own nullifier. @param number of the overwrite */
export function voteBy(
  random: Seeded,
  nullifier: bigint,
  votes: readonly number[],
  weight: bigint,
  number = 0,
): AcceptedVote {
  const nonce = bytesToHex(random.bytes(31));
  const votePackage = utf8ToBytes(JSON.stringify({ type: "snark-vote", nonce, votes }));
  return acceptedVote({
    processId: PROCESS_ID,
    nullifier,
    weight,
    voteHash: voteHash(votes, nonce, nullifier),
    proof: random.bytes(256),
    nonce: number,
    encryptionKeyIndexes: [],
    votePackage,
  });
}

/** The vote as sent in an envelope with another number or other digests. */
export function resent(vote: AcceptedVote, change: Partial<EnvelopeDigests>): AcceptedVote {
  const { nonce, keysDigest, packageDigest } = { ...vote, ...change };
  const digests = { nonce, keysDigest, packageDigest };
  return { ...vote, ...digests, envelopeHash: hashOfDigests(digests) };
}

/** Of ten votes about seven have values in range, and the others a value out of it, another length, or no ballot. */
export function randomVotes(
  random: Seeded,
  count: number,
  { maxCount, maxValue }: BallotRules,
): AcceptedVote[] {
  return Array.from({ length: count }, () => {
    const kind = random.below(10);
    const length = kind === 0 ? 1 + random.below(8) : maxCount;
    const votes = Array.from({ length }, () => random.below(maxValue + 1));
    if (kind === 1) votes[random.below(length)] = random.below(256);
    const weight = random.below(3) === 0 ? integer(random.bytes(16)) : BigInt(random.below(50));
    const vote = voteOf(random, votes, weight);
    return kind === 2 ? { ...vote, ballot: null } : vote;
  });
}
