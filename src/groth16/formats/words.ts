/**
 * Field elements in files: 32 little-endian bytes. Scalars of a witness are plain; coordinates of points are
 * in Montgomery form, c·2^256 mod p.
 */
import { BASE_FIELD_ORDER } from "../../bytes/index.js";
import { viewOf } from "./sections.js";

/** The bytes of a field element. */
export const WORD = 32;

/** The unsigned integer in the 32 bytes at `at`. */
export function readWord(view: DataView, at: number): bigint {
  return (
    view.getBigUint64(at, true) |
    (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) |
    (view.getBigUint64(at + 24, true) << 192n)
  );
}

/** Writes an unsigned integer below 2^256 at `at`. */
export function writeWord(view: DataView, at: number, value: bigint): void {
  // setBigUint64 takes its value modulo 2^64.
  for (let i = 0; i < 4; i++) view.setBigUint64(at + 8 * i, value >> BigInt(64 * i), true);
}

/**
 * The index of the first word that is not below `modulus`, or −1. One 32-bit comparison for each word, in all
 * except a few.
 * @param stride the distance between words, in bytes; the first is at `offset`.
 */
export function firstNotBelow(bytes: Uint8Array, modulus: bigint, stride = WORD, offset = 0): number {
  const view = viewOf(bytes);
  const top = Number(modulus >> 224n);
  for (let at = offset; at + WORD <= bytes.length; at += stride) {
    const word = view.getUint32(at + 28, true);
    if (word > top || (word === top && readWord(view, at) >= modulus)) return (at - offset) / stride;
  }
  return -1;
}

const P = BASE_FIELD_ORDER;

/** 2^-256 mod p = (p + 1)/2 to the 256th power: (p + 1)/2 is 1/2. */
const INVERSE_MONTGOMERY = ((): bigint => {
  let power = (P + 1n) / 2n;
  for (let i = 0; i < 8; i++) power = (power * power) % P;
  return power;
})();

/** The coordinates of Montgomery-form points as integers in [0, p), in the order of the bytes. */
export function coordinates(points: Uint8Array): bigint[] {
  const view = viewOf(points);
  return Array.from(
    { length: points.length / WORD },
    (_, i) => (readWord(view, WORD * i) * INVERSE_MONTGOMERY) % P,
  );
}
