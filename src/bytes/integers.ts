/** Unsigned integers in bytes, big-endian. */
import { ensure } from "../errors/index.js";

/** The integer of `length` bytes from `offset`. */
export function readInteger(source: Uint8Array, offset: number, length: number): bigint {
  const view = new DataView(source.buffer, source.byteOffset + offset, length);
  let value = 0n;
  let at = 0;
  for (; at + 8 <= length; at += 8) value = (value << 64n) | view.getBigUint64(at);
  for (; at < length; at++) value = (value << 8n) | BigInt(view.getUint8(at));
  return value;
}

/** Writes the low `length` bytes of `value` from `offset`. */
export function writeInteger(target: Uint8Array, offset: number, length: number, value: bigint): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, length);
  let rest = value;
  let at = length;
  for (; at >= 8; at -= 8, rest >>= 64n) view.setBigUint64(at - 8, BigInt.asUintN(64, rest));
  for (; at > 0; rest >>= 8n) view.setUint8(--at, Number(rest & 0xffn));
}

/**
 * `value` as `bytes` big-endian bytes, as Solidity packs a uint.
 * @throws PsephosError `bytes/uint`
 */
export function uintBytes(value: number | bigint, bytes: number, name: string): Uint8Array {
  const valid = typeof value === "bigint" || Number.isSafeInteger(value);
  ensure(
    valid && value >= 0 && BigInt(value) >> BigInt(8 * bytes) === 0n,
    "bytes/uint",
    `${name} is an integer from 0 to 2^${8 * bytes} − 1`,
  );
  const packed = new Uint8Array(bytes);
  writeInteger(packed, 0, bytes, BigInt(value));
  return packed;
}
