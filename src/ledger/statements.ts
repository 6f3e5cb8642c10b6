/**
 * Facts about statements. The state machine does no expensive check itself: it forms a statement from its own state and a
 * transaction, and asks whether it is true. A node that does not have the answer computes it; the answer depends only on the statement.
 * So two nodes that see different census roots ask about different statements, and no cache can split them.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Hex, toHex } from "../bytes/index.js";
import type { CensusOrigin } from "../process/index.js";
import { encodeCbor } from "./cbor.js";
import { integerBytes } from "./fields.js";

/** A Groth16 proof of the census circuit: it is valid under the key for these public signals. */
export interface CensusProofStatement {
  readonly kind: "census-proof";
  /** The key's id, as `keyId` gives it. */
  readonly censusKey: Hex;
  /** `[nullifier, censusRoot, scope, voteHash, weight, envelopeHash]`. */
  readonly signals: readonly bigint[];
  /** 256 bytes. */
  readonly proof: Uint8Array;
}

/** A package in the clear is the ballot that was proved: `openBallot` opens it. */
export interface OpeningStatement {
  readonly kind: "opening";
  readonly voteHash: bigint;
  readonly nullifier: bigint;
  readonly votePackage: Uint8Array;
}

/** A secp256k1 signature in canonical form (`isCanonicalSignature`) over a digest, by the key of an address. */
export interface SignatureStatement {
  readonly kind: "signature";
  /** 32 bytes. */
  readonly digest: Uint8Array;
  /** 65 bytes. */
  readonly signature: Uint8Array;
  /** Lower case. */
  readonly address: Hex;
}

/** The leaf `poseidon2(address, weight)` is in the census tree with this root. */
export interface MembershipStatement {
  readonly kind: "membership";
  readonly root: bigint;
  readonly address: Hex;
  readonly weight: bigint;
  /** Eight children for each level, lowest level first. */
  readonly nodes: readonly (readonly bigint[])[];
}

/** A holder's balance in a token's storage (EIP-1186) is `weight`. */
export interface BalanceStatement {
  readonly kind: "balance";
  /** The token's storage root at the snapshot's block, 32 bytes. */
  readonly storageRoot: Hex;
  readonly origin: CensusOrigin;
  /** The position of the mapping from holders to balances. */
  readonly position: bigint;
  /** ERC-1155 only; otherwise 0. */
  readonly tokenId: bigint;
  readonly address: Hex;
  readonly weight: bigint;
  /** Nodes from the root down, of the balance's slot; for MiniMe, the nodes for the number of checkpoints come first. */
  readonly proofs: readonly (readonly Uint8Array[])[];
}

/** A token's storage root in a block, by the block's header and an account proof (EIP-1186). */
export interface AccountStatement {
  readonly kind: "account";
  /** 32 bytes. */
  readonly blockHash: Hex;
  readonly blockNumber: bigint;
  /** RLP. */
  readonly header: Uint8Array;
  readonly token: Hex;
  readonly storageRoot: Hex;
  /** Nodes from the state root down. */
  readonly proof: readonly Uint8Array[];
}

/** A blind signature (RFC 9474, RSABSSA-SHA384-PSS-Randomized) over `randomizer ‖ address`. */
export interface BlindStatement {
  readonly kind: "blind-signature";
  /** n of 3,072 bits, 384 bytes; e is 65537. */
  readonly modulus: Uint8Array;
  /** 32 bytes. */
  readonly randomizer: Uint8Array;
  /** The address of the one-time key. */
  readonly address: Hex;
  /** 384 bytes. */
  readonly signature: Uint8Array;
}

export type Statement =
  | CensusProofStatement
  | OpeningStatement
  | SignatureStatement
  | MembershipStatement
  | BalanceStatement
  | AccountStatement
  | BlindStatement;

/** Answers whether statements are true; the room `facts` has the implementation that checks them. */
export interface Facts {
  /**
   * @returns for each statement in order, whether it is true; malformed evidence gives false, never an error
   */
  ask(statements: readonly Statement[]): Promise<readonly boolean[]>;
}

const parts = (statement: Statement): readonly unknown[] => {
  const { kind } = statement;
  switch (kind) {
    case "census-proof":
      return [kind, statement.censusKey, statement.signals.map(integerBytes), statement.proof];
    case "opening":
      return [
        kind,
        integerBytes(statement.voteHash),
        integerBytes(statement.nullifier),
        statement.votePackage,
      ];
    case "signature":
      return [kind, statement.digest, statement.signature, statement.address];
    case "membership":
      return [
        kind,
        integerBytes(statement.root),
        statement.address,
        integerBytes(statement.weight),
        statement.nodes.map((children) => children.map(integerBytes)),
      ];
    case "balance":
      return [
        kind,
        statement.storageRoot,
        statement.origin,
        integerBytes(statement.position),
        integerBytes(statement.tokenId),
        statement.address,
        integerBytes(statement.weight),
        statement.proofs,
      ];
    case "account":
      return [
        kind,
        statement.blockHash,
        integerBytes(statement.blockNumber),
        statement.header,
        statement.token,
        statement.storageRoot,
        statement.proof,
      ];
    case "blind-signature":
      return [kind, statement.modulus, statement.randomizer, statement.address, statement.signature];
  }
};

/** Names that were computed: a node asks about the same statement when a vote arrives, and in each block that has it. */
const named = new WeakMap<Statement, Hex>();

/** The name of a fact: SHA-256 of the whole statement, including the evidence, in hex. @param statement never changed after it was named */
export function factId(statement: Statement): Hex {
  const known = named.get(statement);
  if (known !== undefined) return known;
  const name = toHex(sha256(encodeCbor(parts(statement))));
  named.set(statement, name);
  return name;
}
