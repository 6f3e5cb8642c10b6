/**
 * Accepted votes: the parts of an envelope that are stored after it is decoded and its ballot is opened. From acceptance to the rollup there is no other
 * form: hex and base64 are for envelopes (`envelope.ts`) and lines (`vote-lines.ts`).
 */
import type { Poseidon } from "../engine/index.js";
import type { VoteEnvelope } from "./envelope.js";
import { type EnvelopeDigests, envelopeDigests, hashOfDigests } from "./envelope-hash.js";
import { type OpenedBallot, openBallot } from "./package.js";
import type { CountedVote } from "./results.js";

/**
 * An accepted vote, or one to be checked: what its proof states, the proof, and the parts of its envelope that the envelope's hash is made of.
 * The digests are over the package as it was sent: it may be sealed or unknown.
 */
export interface AcceptedVote extends CountedVote, EnvelopeDigests {
  /** In [1, r). For a vote by name, the voter's id takes its place. */
  readonly nullifier: bigint;
  /** In [0, r). */
  readonly voteHash: bigint;
  /** Of the nonce and the digests: in [0, 2^248). */
  readonly envelopeHash: bigint;
  /** The ballot that `voteHash` and `nullifier` open to; `null` if it could not be opened. */
  readonly ballot: OpenedBallot | null;
  /** For an anonymous vote, a valid census proof of 256 bytes. It is not unique: anyone can change its bytes so that it stays valid. */
  readonly proof: Uint8Array;
}

/** The vote of an envelope whose ballot is not opened yet. @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes` */
export function closedVote(envelope: VoteEnvelope): AcceptedVote & { readonly ballot: null } {
  const { nullifier, weight, voteHash, proof } = envelope;
  const digests = envelopeDigests(envelope);
  const envelopeHash = hashOfDigests(digests);
  return { nullifier, weight, voteHash, ...digests, envelopeHash, proof, ballot: null };
}

/**
 * The vote of an envelope, its ballot opened if it is in the clear. This does not check that the envelope belongs to the process, or that its proof is valid.
 * @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes`
 */
export function acceptedVote(envelope: VoteEnvelope, hash?: Poseidon): AcceptedVote {
  const { encryptionKeyIndexes, votePackage } = envelope;
  const ballot = encryptionKeyIndexes.length === 0 ? openBallot(votePackage, envelope, hash) : null;
  return { ...closedVote(envelope), ballot };
}
