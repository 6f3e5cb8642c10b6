/** The transactions of the voting chain. Each has one binary form (`encodeTransaction`). */
import type { Eligibility, RegistrationEnvelope } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import type { Status } from "../../process/index.js";
import type { Declaration } from "../declaration.js";
import type { Lists } from "../genesis.js";

/** The fields of a vote of any kind. */
interface VoteContent {
  readonly processId: Hex;
  /** The number of the overwrite. */
  readonly nonce: number;
  readonly encryptionKeyIndexes: readonly number[];
  /** In the clear at most 2,048 bytes; sealed, of the process's fixed length. */
  readonly votePackage: Uint8Array;
  /** In [1, 2^128). */
  readonly weight: bigint;
  /** The root that the proof is for; present if and only if the census is dynamic. */
  readonly censusRoot: Hex | null;
}

export interface AnonymousVote extends VoteContent {
  readonly kind: "anonymous";
  readonly nullifier: bigint;
  readonly voteHash: bigint;
  /** 256 bytes. */
  readonly proof: Uint8Array;
}

export interface NamedVote extends VoteContent {
  readonly kind: "named";
  /** Lower case. */
  readonly voter: Hex;
  /** The voter's signature over `namedVoteText` (EIP-191), 65 bytes. */
  readonly signature: Uint8Array;
  readonly eligibility: Eligibility;
}

export type Vote = AnonymousVote | NamedVote;

/** Adds a commitment to the rolling census of a PRE_REGISTER process. */
export interface Registration extends RegistrationEnvelope {
  readonly kind: "register";
}

/** A vote that was included on the EVM, from the rollup's inbox. */
export interface IncludedVote {
  readonly nullifier: bigint;
  readonly weight: bigint;
  readonly voteHash: bigint;
  readonly nonce: number;
  readonly envelopeHash: bigint;
  /** The package, if its voter published it; without it the ballot cannot be opened. */
  readonly votePackage: Uint8Array | null;
}

/** What an oracle reports about the contracts. */
export type Attested =
  | {
      readonly kind: "declared";
      readonly declaration: Declaration;
      /** Token origins: the block of the snapshot, its header, and the account proof that gives `censusRoot`. */
      readonly snapshot: {
        readonly blockHash: Hex;
        readonly header: Uint8Array;
        readonly accountProof: readonly Uint8Array[];
      } | null;
    }
  | { readonly kind: "status"; readonly status: Status }
  /** The next question was opened; after the last one, the process ended. */
  | { readonly kind: "question" }
  | { readonly kind: "census"; readonly root: string; readonly uri: string }
  /** A rollup was opened; it requires this many oracles' signatures. */
  | { readonly kind: "rollup-opened"; readonly oracles: number }
  | { readonly kind: "included"; readonly votes: readonly IncludedVote[] }
  /** No further vote can be included. */
  | { readonly kind: "inclusion-ended" }
  | { readonly kind: "lists"; readonly lists: Lists };

export interface Attestation {
  readonly kind: "attest";
  /** The process, or 32 zero bytes for the lists. */
  readonly subject: Hex;
  /** How many attestations about the subject came before. */
  readonly sequence: number;
  /** 0 to 255: an oracle that corrects its attestation with this sequence number uses a higher one. */
  readonly revision: number;
  /** The finalised EVM block in which it was found; 32 zero bytes if there is no EVM. */
  readonly evmBlock: Hex;
  readonly statement: Attested;
  readonly oracle: Hex;
  /** EIP-712, 65 bytes. */
  readonly signature: Uint8Array;
}

/** A keykeeper's part of a key ceremony. */
export interface DealTransaction {
  readonly kind: "deal";
  readonly processId: Hex;
  readonly round: number;
  readonly keykeeper: Hex;
  /** Threshold: `encodeDeal`; layered: the keykeeper's fresh X25519 key, 32 bytes. */
  readonly deal: Uint8Array;
  readonly signature: Uint8Array;
}

export interface ComplaintTransaction {
  readonly kind: "complain";
  readonly processId: Hex;
  readonly round: number;
  readonly dealer: number;
  readonly place: number;
  /** 32 bytes. */
  readonly point: Uint8Array;
  /** 64 bytes. */
  readonly proof: Uint8Array;
}

export interface ConfirmationTransaction {
  readonly kind: "confirm";
  readonly processId: Hex;
  readonly round: number;
  readonly keykeeper: Hex;
  readonly signature: Uint8Array;
}

/** A share, or a layer's secret key, after the end. */
export interface RevealTransaction {
  readonly kind: "reveal";
  readonly processId: Hex;
  readonly round: number;
  /** From 1. */
  readonly place: number;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export type Transaction =
  | Vote
  | Registration
  | Attestation
  | DealTransaction
  | ComplaintTransaction
  | ConfirmationTransaction
  | RevealTransaction;
