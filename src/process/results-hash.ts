/** The hash of a results document that the chain stores. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../bytes/index.js";

/**
 * keccak256 of a results document, over its published bytes; a text is encoded as UTF-8.
 * Documents that differ only in white space have different hashes.
 */
export function resultsHash(document: string | Uint8Array): Hex {
  return toHex(keccak_256(typeof document === "string" ? utf8ToBytes(document) : document));
}
