/** Hashes that are field elements. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { readInteger } from "./integers.js";

/** `uint256(keccak256(bytes)) >> 8`: a field element, always below 2^248 and so below r. */
export function hashToField(bytes: Uint8Array): bigint {
  return readInteger(keccak_256(bytes), 0, 31);
}
