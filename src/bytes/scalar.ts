/**
 * Scalars of BN254: integers in [0, r), and their one canonical encoding.
 *
 * Conventions: 32 bytes big-endian in binary; in text, decimal without sign or leading zeros (except "0"
 * itself), or "0x" and exactly 64 lower-case hex digits where a format requires hex.
 */
import { ensure } from "../errors/index.js";
import { readInteger, writeInteger } from "./integers.js";

/** r, the order of the BN254 groups and the modulus of every circuit signal. */
export const SCALAR_FIELD_ORDER =
  21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** p, the modulus of the field of the curve's coordinates. */
export const BASE_FIELD_ORDER =
  21888242871839275222246405745257275088696311157297823662689037894645226208583n;

const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;
const HEX_32 = /^0x[0-9a-f]{64}$/;

/** Whether `value` is an integer in [0, r). */
export function isScalar(value: unknown): value is bigint {
  return typeof value === "bigint" && value >= 0n && value < SCALAR_FIELD_ORDER;
}

/**
 * Returns `value` if it is an integer in [0, r).
 * @throws PsephosError `bytes/non-canonical` otherwise; the message has `name` and does not show the value.
 */
export function assertScalar(value: unknown, name = "value"): bigint {
  ensure(isScalar(value), "bytes/non-canonical", `${name} is not an integer in [0, r)`);
  return value;
}

/**
 * Reads a decimal string in canonical form: only digits, no leading zeros, below r.
 * @throws PsephosError `bytes/non-canonical`
 */
export function parseScalar(text: unknown, name = "value"): bigint {
  ensure(
    typeof text === "string" && DECIMAL.test(text),
    "bytes/non-canonical",
    `${name} is not a canonical decimal field element`,
  );
  return assertScalar(BigInt(text), name);
}

/**
 * Reads "0x" and 64 lower-case hex digits, below r.
 * @throws PsephosError `bytes/non-canonical`
 */
export function parseScalarHex(text: unknown, name = "value"): bigint {
  ensure(
    typeof text === "string" && HEX_32.test(text),
    "bytes/non-canonical",
    `${name} is not a canonical 32-byte hex field element`,
  );
  return assertScalar(BigInt(text), name);
}

/** Writes a scalar as "0x" and 64 hex digits. */
export function scalarToHex(value: bigint): `0x${string}` {
  return `0x${assertScalar(value).toString(16).padStart(64, "0")}`;
}

/** Writes a scalar as 32 big-endian bytes. */
export function scalarToBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  writeInteger(bytes, 0, 32, assertScalar(value));
  return bytes;
}

/**
 * Reads exactly 32 big-endian bytes, below r.
 * @throws PsephosError `bytes/non-canonical`
 */
export function scalarFromBytes(bytes: Uint8Array, name = "value"): bigint {
  ensure(bytes.length === 32, "bytes/non-canonical", `${name} takes 32 bytes, not ${bytes.length}`);
  return assertScalar(readInteger(bytes, 0, 32), name);
}
