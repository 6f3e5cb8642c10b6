/** Integers and points as bytes, a word of 64 bits at a time. */
import type { G1Point, G2Point } from "./points.js";

const WORD = 0xffff_ffff_ffff_ffffn;

function write(values: readonly bigint[], littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(32 * values.length));
  values.forEach((value, i) => {
    let rest = value;
    for (let word = 0; word < 4; word++, rest >>= 64n) {
      view.setBigUint64(32 * i + 8 * (littleEndian ? word : 3 - word), rest & WORD, littleEndian);
    }
  });
  return new Uint8Array(view.buffer);
}

/** 32 little-endian bytes each, of integers below 2^256: the kernel's form of signals. */
export function scalarBytes(values: readonly bigint[]): Uint8Array {
  return write(values, true);
}

/** x y, 32 big-endian bytes each (EIP-197). */
export function g1Bytes({ x, y }: G1Point): Uint8Array {
  return write([x, y], false);
}

/** x1 x0 y1 y0, 32 big-endian bytes each: imaginary part first (EIP-197). */
export function g2Bytes({ x, y }: G2Point): Uint8Array {
  return write([x[1], x[0], y[1], y[0]], false);
}
