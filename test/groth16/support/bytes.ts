/** Files taken apart and put together wrongly. */
import { viewOf } from "../../../src/groth16/formats/sections.js";

/** Where each section's header begins in a file that may be trusted, and where its body does. */
export function sectionMap(file: Uint8Array): Map<number, { header: number; body: number; length: number }> {
  const view = viewOf(file);
  const map = new Map<number, { header: number; body: number; length: number }>();
  for (let at = 12; at < file.length; ) {
    const length = Number(view.getBigUint64(at + 4, true));
    map.set(view.getUint32(at, true), { header: at, body: at + 12, length });
    at += 12 + length;
  }
  return map;
}

/** A copy with a `u32` written over. */
export function withU32(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice();
  viewOf(copy).setUint32(at, value, true);
  return copy;
}

/** A copy with bytes written over. */
export function withBytes(file: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, at);
  return copy;
}

/** A copy with one bit changed. */
export function withFlip(file: Uint8Array, bit: number): Uint8Array {
  const copy = file.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** 32 little-endian bytes. */
export function word(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
