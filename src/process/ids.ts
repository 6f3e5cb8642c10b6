/** Identifiers derived by hashing: processId and scope (PROTOCOL 1, 2, 8). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors.js";

export type Hex = `0x${string}`;

/** `uint256(keccak256(bytes)) >> 8`: a field element, always below 2^248 and so below r. */
export function hashToField(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of keccak_256(bytes).subarray(0, 31)) value = (value << 8n) | BigInt(byte);
  return value;
}

/**
 * The bytes of a lower-case `0x…` string of exactly `length` bytes.
 * @throws PsephosError `process/hex`
 */
export function fixedHex(text: unknown, length: number, name: string): Uint8Array {
  ensure(
    typeof text === "string" && text.length === 2 + 2 * length && /^0x[0-9a-f]*$/.test(text),
    "process/hex",
    `${name} takes 0x and ${2 * length} lower-case hex digits`,
  );
  return hexToBytes(text.slice(2));
}

/**
 * The external nullifier of a vote: `hashToField(processId ‖ uint8(questionIndex))`.
 * @param processId 32 bytes as lower-case hex
 * @param questionIndex 0 to 255; 0 unless the process is SERIAL
 */
export function scope(processId: Hex, questionIndex = 0): bigint {
  ensure(
    Number.isInteger(questionIndex) && questionIndex >= 0 && questionIndex <= 255,
    "process/question-index",
    "the question index is an integer from 0 to 255",
  );
  return hashToField(concatBytes(fixedHex(processId, 32, "processId"), Uint8Array.of(questionIndex)));
}
