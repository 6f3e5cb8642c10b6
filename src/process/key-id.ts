/** The key that verifies a process's census proofs: its id on chain, and the check that a given key is that key. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fixedHex, type Hex, toHex, uintBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/**
 * What an anonymous process names as its `censusKey`, and the key of the verifiers' registry:
 * `keccak256(abi.encode(circuit, keyHash))`.
 * @param circuit the instance's name, for example `census-7`
 * @param keyHash SHA-256 of the verification key's file, as 0x and 64 lower-case hex digits
 * @throws PsephosError `bytes/hex`
 */
export function keyId(circuit: string, keyHash: Hex): Hex {
  const name = utf8ToBytes(circuit);
  const padding = new Uint8Array(-name.length & 31);
  return toHex(
    keccak_256(
      concatBytes(
        uintBytes(64, 32, "offset"), // where the text begins
        fixedHex(keyHash, 32, "keyHash"),
        uintBytes(name.length, 32, "length"),
        name,
        padding,
      ),
    ),
  );
}

/** What a process says about the key of its census proofs. */
export interface CensusKey {
  /** The census circuit: `census-7` or `census-11`. */
  readonly circuit: string;
  /** The key's id, as the process on chain has it. */
  readonly censusKey: Hex;
}

/** A verification key; a `Verifier` is one. */
export interface KeyAtHand {
  /** SHA-256 of the key's file. */
  readonly keyHash: Hex;
  /**
   * The kind of the key, for example "development-INSECURE". "ceremony" if a transcript shows it, "unknown" if nothing
   * is known about it. All other kinds are insecure.
   */
  readonly keyKind: string;
}

/** Whether proofs may be forged with a key of this kind, as far as is known. */
export const isInsecureKind = (keyKind: string): boolean => keyKind !== "ceremony" && keyKind !== "unknown";

/**
 * Throws unless the given key is the one that the process names. Each program that proves, verifies, counts, signs, posts or watches calls this
 * first: under another key false proofs may verify and true ones may fail.
 * @param options.insecure accept a key that says it is insecure: for tests and rehearsals
 * @throws PsephosError `process/other-key`, `process/insecure-key`
 */
export function ensureCensusKey(
  { circuit, censusKey }: CensusKey,
  { keyHash, keyKind }: KeyAtHand,
  { insecure = false }: { readonly insecure?: boolean | undefined } = {},
): void {
  ensure(
    keyId(circuit, keyHash) === censusKey,
    "process/other-key",
    `this key of ${circuit} is not the one that the process names`,
    "Take the key from the release that the organiser announced. If you have the right key, do not trust the process.",
  );
  ensure(
    insecure || !isInsecureKind(keyKind),
    "process/insecure-key",
    () => `the process's key is insecure (${keyKind}): anyone may be able to forge votes`,
    "Take no part in a real vote under this key. For a test or a rehearsal, add --insecure.",
  );
}
