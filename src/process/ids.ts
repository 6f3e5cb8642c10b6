/** Identifiers derived by hashing: processId and scope (PROTOCOL 1, 2, 8). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
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

/** `bytes` as `0x` and lower-case hex digits. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

/**
 * `value` as `bytes` big-endian bytes, as Solidity packs a uint.
 * @throws PsephosError `process/uint`
 */
export function uintBytes(value: number | bigint, bytes: number, name: string): Uint8Array {
  const valid = typeof value === "bigint" || Number.isSafeInteger(value);
  ensure(
    valid && value >= 0 && BigInt(value) >> BigInt(8 * bytes) === 0n,
    "process/uint",
    `${name} is an integer from 0 to 2^${8 * bytes} − 1`,
  );
  return hexToBytes(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, "0"),
  );
}

/** The mixed-case form of an address (EIP-55). `digits`: its 40 lower-case hex digits. */
function checksummed(digits: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  return Array.from(digits, (digit, i) => (hash[i]! >= "8" ? digit.toUpperCase() : digit)).join("");
}

/**
 * The 20 bytes of an Ethereum address: all lower-case, or with a right EIP-55 checksum.
 * @throws PsephosError `process/address`
 */
export function addressBytes(text: unknown, name: string): Uint8Array {
  const digits = typeof text === "string" && /^0x[0-9a-fA-F]{40}$/.test(text) ? text.slice(2) : undefined;
  const lower = digits?.toLowerCase();
  ensure(
    lower !== undefined && (digits === lower || digits === checksummed(lower)),
    "process/address",
    `${name} is an address: 0x and 40 hex digits, lower-case or with a right checksum (EIP-55)`,
  );
  return hexToBytes(lower);
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

/** What a processId is made of. */
export interface ProcessIdParts {
  /** Who creates the process, or the token whose holders vote (20 bytes). */
  entity: Hex;
  /** How many processes the entity had before this one (uint256). */
  index: number | bigint;
  /** The namespace of the process contract (uint32). */
  namespace: number;
  /** The Ethereum chain id of the process contract (uint32). */
  chainId: number;
}

/**
 * `keccak256(abi.encodePacked(entity, uint256 index, uint32 namespace, uint32 chainId))`.
 * @returns 32 bytes as lower-case hex
 * @throws PsephosError `process/address`, `process/uint`
 */
export function processId({ entity, index, namespace, chainId }: ProcessIdParts): Hex {
  return toHex(
    keccak_256(
      concatBytes(
        addressBytes(entity, "the entity"),
        uintBytes(index, 32, "the process index"),
        uintBytes(namespace, 4, "the namespace"),
        uintBytes(chainId, 4, "the chain id"),
      ),
    ),
  );
}
