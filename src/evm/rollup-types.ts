/** The arguments and answers of the rollup's contracts, as in their ABIs. */
import type { Hex } from "viem";

/** What an entity declares when it opens a rollup. Blocks are those of the chain that the contract is on. */
export interface RollupDeclaration {
  /** Which of the contract's instances: 0, 1, … */
  readonly instance: bigint;
  /** SHA-256 of the verification keys' files, as 0x and 64 hex digits. */
  readonly batchKeyHash: Hex;
  readonly openKeyHash: Hex;
  /** The block at which voting is taken to be over. */
  readonly closing: bigint;
  /** Lengths of the windows, in blocks, each at least `ROLLUP_BOUNDS.window`. */
  readonly inclusion: number;
  readonly opening: number;
  readonly posting: number;
  readonly challenge: number;
  readonly answer: number;
  /** Wei, of the first turn; at least `ROLLUP_BOUNDS.bondRatio` demands' bonds. Each void turn doubles it. */
  readonly posterBond: bigint;
  /** Wei; at least `ROLLUP_BOUNDS.demandBond`. */
  readonly demandBond: bigint;
  /** How many oracles must sign: at least the voting chain's quorum; 0 for none, if votes are not sealed. */
  readonly signatures: number;
  /** 64.16 fixed-point costs of the values 0 … maxValue; empty for a whole exponent, or without a limit. */
  readonly costTable: readonly bigint[];
}

/** The terms: fixed when a rollup was opened. */
export interface RollupTerms {
  readonly batchVerifier: Hex;
  readonly closing: bigint;
  readonly slots: number;
  /** The first block in which no vote can be included any more. */
  readonly inclusionEnd: bigint;
  /** The first block in which no ballot can be published any more, and in which a turn can be taken. */
  readonly openingEnd: bigint;
  readonly posting: number;
  readonly challenge: number;
  readonly answer: number;
  /** The highest nonce of a vote. */
  readonly maxVoteOverwrites: number;
  /** Whether a key's secrets are public, so that anyone can forge proofs. */
  readonly insecureBatchKey: boolean;
  readonly insecureOpenKey: boolean;
  readonly insecureCensusKey: boolean;
  /** Of the first turn; `readBond` returns that of the next one. */
  readonly posterBond: bigint;
  readonly demandBond: bigint;
  readonly params: Hex;
  readonly votingChain: number;
  readonly signatures: number;
  readonly counts: number;
  readonly values: number;
  /** Key ids, as `keyId` gives them. */
  readonly batchKey: Hex;
  readonly openKey: Hex;
  readonly censusKey: Hex;
  readonly censusRoot: bigint;
  readonly firstState: bigint;
}

/** One poster's turn. */
export interface RollupTurn {
  /** How many turns ended without results before it. */
  readonly number: number;
  /** The zero address while nobody has the turn. */
  readonly poster: Hex;
  /** Before the turn is closed: the first block in which nothing can be posted. After that: in which nothing can be challenged. */
  readonly deadline: bigint;
  readonly batches: number;
  readonly openDemands: number;
  readonly shown: number;
  readonly votes: bigint;
  readonly closed: boolean;
  /** No further batch fits: the last one has empty slots. */
  readonly full: boolean;
  /** The bond was returned. */
  readonly released: boolean;
  readonly state: bigint;
  readonly votesDigest: Hex;
  readonly tallyHash: Hex;
  readonly certified: Hex;
}

/** A batch as it is posted. */
export interface RollupBatch {
  readonly leaves: readonly bigint[];
  readonly bitmap: bigint;
  readonly commitment: bigint;
  readonly stateAfter: bigint;
  /** A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y */
  readonly proof: readonly bigint[];
}

/** A posted batch, with what proves that it was posted. */
export interface PostedBatch extends RollupBatch {
  /** The first batch of the transaction that posted it. */
  readonly first: bigint;
  /** Of that transaction's batches: keccak256 of leaves, bitmap and parameters. */
  readonly digests: readonly Hex[];
}

/** A slot of a posted batch. */
export interface RollupSlot {
  readonly first: bigint;
  readonly digests: readonly Hex[];
  readonly batch: bigint;
  readonly slot: bigint;
  readonly leaves: readonly bigint[];
  readonly bitmap: bigint;
}

/** The values that a leaf hides. */
export interface RollupVote {
  readonly nullifier: bigint;
  readonly weight: bigint;
  readonly voteHash: bigint;
  readonly envelopeHash: bigint;
}

/** The same, with the values that the envelopeHash hides. */
export interface RollupCastVote {
  readonly nullifier: bigint;
  readonly weight: bigint;
  readonly voteHash: bigint;
  /** The number of the overwrite. */
  readonly nonce: bigint;
  /** keccak256 of the envelope's encryptionKeyIndexes, a byte each, and of its votePackage. */
  readonly keysDigest: Hex;
  readonly packageDigest: Hex;
}

/** A vote that was put on chain, with a census proof of it: A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y. */
export interface IncludedVote extends RollupCastVote {
  readonly proof: readonly bigint[];
}

/** A demand for a slot's vote. */
export interface RollupDemand {
  /** The zero address once it is answered or paid back. */
  readonly demander: Hex;
  /** 0 for a slot that was never demanded. */
  readonly deadline: bigint;
  readonly leaf: bigint;
}

/** Why a turn ended without results, in the order of the contract's numbers. */
export const VOID_REASONS = ["late", "demand unanswered", "ballot ignored"] as const;

/** Lower bounds of a rollup's terms, as in contracts/rollup/RollupBounds.sol; docs/rollup.md gives the reasons. */
export const ROLLUP_BOUNDS = {
  /** Blocks of each window. */
  window: 64,
  /** Wei. */
  demandBond: 10n ** 15n,
  /** The poster's bond is at least so many demands' bonds. */
  bondRatio: 20n,
  /** Each void turn doubles the next one's bond, so many times. */
  doublings: 6,
} as const;
