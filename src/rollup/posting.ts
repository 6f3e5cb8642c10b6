/** A proved rollup as the contract accepts it, and votes together with what voters put on chain. */
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  type AcceptedVote,
  countedVotes,
  hashOfDigests,
  type OpenedBallot,
  openBallot,
  packageOf,
} from "../ballot/index.js";
import { fixedHex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { IncludedVote, PublishedBallot, RollupBatch, RollupCastVote, RollupVote } from "../evm/index.js";
import type { RollupTranscript } from "./transcript.js";

const WORDS = 8;

/** Proof bytes as the contract's eight words: A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y. */
export function proofWords(proof: Uint8Array): bigint[] {
  return Array.from({ length: WORDS }, (_, i) => BigInt(toHex(proof.subarray(32 * i, 32 * i + 32))));
}

const wordsOf = (proof: string): bigint[] => proofWords(fixedHex(proof, 256, "proof"));

/** The batches of a transcript, as they are posted. */
export function transcriptBatches({ batches }: RollupTranscript): RollupBatch[] {
  return batches.map(({ leaves, bitmap, commitment, stateAfter, proof }) => ({
    leaves: leaves.map(BigInt),
    bitmap: BigInt(bitmap),
    commitment: BigInt(commitment),
    stateAfter: BigInt(stateAfter),
    proof: wordsOf(proof),
  }));
}

/** The arguments that close a turn: the process's tally (voteCount, invalid, counts of its fields and values), and the proof. */
export function transcriptTally({ voteCount, invalid, results, ballot, opening }: RollupTranscript): {
  tally: bigint[];
  proof: bigint[];
} {
  const { maxCount, maxValue } = ballot;
  const counts = results.slice(0, maxCount).flatMap((row) => row.slice(0, maxValue + 1).map(BigInt));
  return { tally: [BigInt(voteCount), BigInt(invalid), ...counts], proof: wordsOf(opening.proof) };
}

/** The values that a vote's leaf hides, for the contract. */
export function shownVote(vote: AcceptedVote): RollupVote {
  const { nullifier, weight, voteHash, envelopeHash } = vote;
  return { nullifier, weight, voteHash, envelopeHash };
}

/** The same with its envelope's nonce and digests. */
export function shownCastVote({ nonce, ...vote }: AcceptedVote): RollupCastVote {
  const { nullifier, weight, voteHash, keysDigest, packageDigest } = vote;
  return {
    nullifier,
    weight,
    voteHash,
    nonce: BigInt(nonce),
    keysDigest: toHex(keysDigest),
    packageDigest: toHex(packageDigest),
  };
}

/** The same with its proof, as it is put on chain. */
export function voteToInclude(vote: AcceptedVote): IncludedVote {
  return { ...shownCastVote(vote), proof: proofWords(vote.proof) };
}

/** A vote that was put on chain, in the form that nodes keep. Its ballot is unknown. */
export function acceptedFromChain({ nonce: number, proof, ...vote }: IncludedVote): AcceptedVote {
  const digests = {
    nonce: Number(number),
    keysDigest: fixedHex(vote.keysDigest, 32, "keysDigest"),
    packageDigest: fixedHex(vote.packageDigest, 32, "packageDigest"),
  };
  const bytes = hexToBytes(proof.map((word) => word.toString(16).padStart(64, "0")).join(""));
  return { ...vote, ...digests, envelopeHash: hashOfDigests(digests), proof: bytes, ballot: null };
}

/**
 * The votes that have to be counted: accepted votes and votes on chain. Of each nullifier it is the one with the highest nonce;
 * of equal nonces, the accepted one. They are opened with the published ballots.
 * @param maxCount fields of a ballot of the process
 */
export function withOnChainVotes(
  accepted: readonly AcceptedVote[],
  included: readonly IncludedVote[],
  published: readonly PublishedBallot[],
  maxCount: number,
): AcceptedVote[] {
  const votes = countedVotes([...accepted, ...included.map(acceptedFromChain)]);
  const ballots = new Map(published.map((ballot) => [ballot.voteHash, ballot]));
  return votes.map((vote) => {
    const ballot = ballots.get(vote.voteHash);
    if (vote.ballot || !ballot) return vote;
    return { ...vote, ballot: openBallot(packageOf(publishedBallot(ballot, maxCount)), vote) };
  });
}

/** A published ballot as a voter's package would open to. @throws PsephosError `rollup/ballot` */
export function publishedBallot(
  { packed, nonce }: Pick<PublishedBallot, "packed" | "nonce">,
  maxCount: number,
): OpenedBallot {
  ensure(
    packed >> BigInt(8 * maxCount) === 0n,
    "rollup/ballot",
    "a published ballot has more fields than the process",
  );
  const votes = Array.from({ length: maxCount }, (_, k) => Number((packed >> BigInt(8 * k)) & 0xffn));
  return { votes, nonce };
}
