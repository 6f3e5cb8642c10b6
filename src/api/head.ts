/**
 * The head of a voting chain, signed by the node that orders it.
 *
 *     ed25519 over utf8("Psephos state root v1") ‖ genesis hash (32) ‖ uint64 height, big-endian ‖ state root (32)
 *
 * A signature is checked by RFC 8032's strict rules: one key, one message, no second form. Two heads of one height with different roots convict their signer.
 */
import { ed25519 } from "@noble/curves-2/ed25519.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fixedHex, type Hex, toHex, uintBytes } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";

/** A state root and who signed it. */
export interface SignedRoot {
  readonly height: number;
  /** 32 bytes. */
  readonly stateRoot: Hex;
  /** The signer's ed25519 public key, 32 bytes. */
  readonly validator: Hex;
  /** 64 bytes. */
  readonly signature: Hex;
}

/** What a node says of its chain after a block. */
export interface Head extends SignedRoot {
  /** Milliseconds since 1970 by the node's clock: it is not signed, and no part of the state. */
  readonly time: number;
}

const DOMAIN = utf8ToBytes("Psephos state root v1");

/** The bytes that are signed. @param genesisHash 32 bytes */
export const headBytes = (
  genesisHash: Uint8Array,
  { height, stateRoot }: Pick<Head, "height" | "stateRoot">,
): Uint8Array =>
  concatBytes(DOMAIN, genesisHash, uintBytes(height, 8, "a height"), fixedHex(stateRoot, 32, "a state root"));

/** The public key of a validator, as a genesis document lists it. @param secretKey 32 bytes */
export const validatorKey = (secretKey: Uint8Array): Hex => toHex(ed25519.getPublicKey(secretKey));

/** Signs a head. @param secretKey ed25519, 32 bytes */
export function signHead(
  genesisHash: Uint8Array,
  { height, time, stateRoot }: Pick<Head, "height" | "time" | "stateRoot">,
  secretKey: Uint8Array,
): Head {
  const signature = toHex(ed25519.sign(headBytes(genesisHash, { height, stateRoot }), secretKey));
  return { height, time, stateRoot, validator: validatorKey(secretKey), signature };
}

function isSigned(genesisHash: Uint8Array, head: SignedRoot): boolean {
  try {
    return ed25519.verify(
      fixedHex(head.signature, 64, "a signature"),
      headBytes(genesisHash, head),
      fixedHex(head.validator, 32, "a validator's key"),
      { zip215: false },
    );
  } catch {
    return false;
  }
}

/**
 * Checks that the key which a head names signed it, for this chain. Whether it is a validator's is another question: see {@link checkHead}.
 * @throws PsephosError `api/head`
 */
export function checkHeadSignature(genesisHash: Uint8Array, head: SignedRoot): void {
  if (!isSigned(genesisHash, head))
    throw new Refusal("api/head", "the signature of the head is not its validator's for this chain");
}

/**
 * Checks that one of the chain's validators signed a head: of those that the lists name.
 * @throws PsephosError `api/head`
 */
export function checkHead({ hash, lists }: Pick<CheckedGenesis, "hash" | "lists">, head: SignedRoot): void {
  ensure(
    lists.validators.includes(head.validator),
    "api/head",
    "the head is signed by a key that is not a validator of this chain",
    "Check that the node and the genesis document belong to the same chain.",
  );
  checkHeadSignature(hash, head);
}
