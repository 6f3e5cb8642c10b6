/** Coefficients for checks by random combination. */
import { readWord, viewOf } from "../../groth16/index.js";

/** Fills bytes from the platform's CSPRNG, and gives them back. */
export function fillRandom(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // The platform gives at most 65,536 bytes at a time.
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

/** Scalars as the kernel reads them, `count` of them uniform in [0, 2^bits), from the platform's CSPRNG; bits ≤ 128. */
export function randomScalarBytes(count: number, bits: number): Uint8Array {
  const length = Math.ceil(bits / 8);
  const random = fillRandom(new Uint8Array(length * count));
  const bytes = new Uint8Array(32 * count);
  const mask = 0xff >> (8 * length - bits);
  for (let i = 0; i < count; i++) {
    bytes.set(random.subarray(i * length, (i + 1) * length), 32 * i);
    bytes[32 * i + length - 1]! &= mask;
  }
  return bytes;
}

/** The same scalars as numbers. */
export function scalarsOf(bytes: Uint8Array): bigint[] {
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / 32 }, (_, i) => readWord(view, 32 * i));
}
