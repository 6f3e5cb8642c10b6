/** Bytes as text: `0x` and lower-case hex digits, the canonical form in every document. */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";

export type Hex = `0x${string}`;

/**
 * The bytes of a lower-case `0x…` string of exactly `length` bytes.
 * @throws PsephosError `bytes/hex`
 */
export function fixedHex(text: unknown, length: number, name: string): Uint8Array {
  ensure(
    typeof text === "string" && text.length === 2 + 2 * length && /^0x[0-9a-f]*$/.test(text),
    "bytes/hex",
    `${name} takes 0x and ${2 * length} lower-case hex digits`,
  );
  return hexToBytes(text.slice(2));
}

/** `bytes` as `0x` and lower-case hex digits. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}
