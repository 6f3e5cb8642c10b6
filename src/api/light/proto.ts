/**
 * The part of protobuf's encoding that the engine hashes and signs: fields in ascending order, and none that has its type's zero, so that a value has one form
 * (protobuf.dev/programming-guides/encoding).
 */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const NONE = new Uint8Array();

/** @param value not negative, below 2^64 */
export function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

const tag = (field: number, wire: number): Uint8Array => varint(BigInt((field << 3) | wire));

/** An integer. A negative one has the ten bytes of its two's complement. */
export const integerField = (field: number, value: bigint | number): Uint8Array =>
  BigInt(value) === 0n ? NONE : concatBytes(tag(field, VARINT), varint(BigInt.asUintN(64, BigInt(value))));

/** A signed integer in eight bytes, little-endian. */
export function fixedField(field: number, value: number): Uint8Array {
  if (value === 0) return NONE;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return concatBytes(tag(field, FIXED_64), bytes);
}

/** A message in a message: it is there even if it is empty. */
export const messageField = (field: number, message: Uint8Array): Uint8Array =>
  concatBytes(tag(field, BYTES), varint(BigInt(message.length)), message);

export const bytesField = (field: number, bytes: Uint8Array): Uint8Array =>
  bytes.length === 0 ? NONE : messageField(field, bytes);

export const textField = (field: number, text: string): Uint8Array => bytesField(field, utf8ToBytes(text));

/** A message with its length before it, as it is signed. */
export const delimited = (message: Uint8Array): Uint8Array =>
  concatBytes(varint(BigInt(message.length)), message);
