/**
 * Accepted votes: what is kept of an envelope once it is decoded and its ballot is opened. From acceptance to the rollup there is no other
 * form: hex and base64 are for envelopes (`envelope.ts`) and lines (`vote-lines.ts`).
 */
import type { Poseidon } from "../engine/index.js";
import type { VoteEnvelope } from "./envelope.js";
import { type EnvelopeDigests, envelopeDigests, hashOfDigests } from "./envelope-hash.js";
import { type OpenedBallot, openBallot } from "./package.js";
import type { CountedVote } from "./results.js";

/**
 * A vote that was accepted, or is to be: what its proof states, the proof, and of its envelope what the statement's hash is made of.
 * The digests are of the package as it was sent, which may have been sealed, or be unknown.
 */
export interface AcceptedVote extends CountedVote, EnvelopeDigests {
  /** In [1, r). Of a vote by name, the voter's id is in its place. */
  readonly nullifier: bigint;
  /** In [0, r). */
  readonly voteHash: bigint;
  /** Of the nonce and the digests: in [0, 2^248). */
  readonly envelopeHash: bigint;
  /** The ballot that `voteHash` and `nullifier` open to; `null` where nobody could open it. */
  readonly ballot: OpenedBallot | null;
  /** Of an anonymous vote a census proof of 256 bytes: any that is valid, since anybody can give it other bytes. */
  readonly proof: Uint8Array;
}

/** The vote of an envelope with its ballot still closed. @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes` */
export function closedVote(envelope: VoteEnvelope): AcceptedVote & { readonly ballot: null } {
  const { nullifier, weight, voteHash, proof } = envelope;
  const digests = envelopeDigests(envelope);
  const envelopeHash = hashOfDigests(digests);
  return { nullifier, weight, voteHash, ...digests, envelopeHash, proof, ballot: null };
}

/**
 * The vote of an envelope, its ballot opened if it is in the clear. Whether the envelope is of the process, and its proof valid, is not asked.
 * @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes`
 */
export function acceptedVote(envelope: VoteEnvelope, hash?: Poseidon): AcceptedVote {
  const { encryptionKeyIndexes, votePackage } = envelope;
  const ballot = encryptionKeyIndexes.length === 0 ? openBallot(votePackage, envelope, hash) : null;
  return { ...closedVote(envelope), ballot };
}
