/** The hash by which a results document stands on chain. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../bytes/index.js";

/**
 * keccak256 of a results document, byte for byte as it is published: of its UTF-8, if given as text.
 * Documents that differ in nothing but white space have different hashes.
 */
export function resultsHash(document: string | Uint8Array): Hex {
  return toHex(keccak_256(typeof document === "string" ? utf8ToBytes(document) : document));
}
