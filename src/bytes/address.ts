/** Ethereum addresses (EIP-55). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";

/** The mixed-case form of an address (EIP-55). `digits`: its 40 lower-case hex digits. */
function checksummed(digits: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  return Array.from(digits, (digit, i) => (hash[i]! >= "8" ? digit.toUpperCase() : digit)).join("");
}

/**
 * The 20 bytes of an Ethereum address: all lower-case, or with a right EIP-55 checksum.
 * @throws PsephosError `bytes/address`
 */
export function addressBytes(text: unknown, name: string): Uint8Array {
  const digits = typeof text === "string" && /^0x[0-9a-fA-F]{40}$/.test(text) ? text.slice(2) : undefined;
  const lower = digits?.toLowerCase();
  ensure(
    lower !== undefined && (digits === lower || digits === checksummed(lower)),
    "bytes/address",
    `${name} is an address: 0x and 40 hex digits, lower-case or with a right checksum (EIP-55)`,
  );
  return hexToBytes(lower);
}
