/** Points of noble-curves in the byte forms that the kernel reads, and back. */
import { bn254 } from "@noble/curves/bn254.js";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { mod } from "./field.js";
import type { Random } from "./random.js";

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export type PointG1 = typeof G1.BASE;
export type PointG2 = typeof G2.BASE;

export function bigEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * (31 - i))) & 0xffn));
}

export function littleEndian(value: bigint): Uint8Array {
  return bigEndian(value).reverse();
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const montgomery = (value: bigint) => littleEndian(mod(value << 256n, P));

/** A group as the tests see it: its coordinates listed in zkey order (c0 before c1). */
export interface Group<Point> {
  readonly name: "g1" | "g2";
  /** Bytes of an affine point in the kernel's memory, and on the wire. */
  readonly size: number;
  readonly wire: number;
  readonly base: Point;
  readonly zero: Point;
  coordinates(point: Point): bigint[];
  multiply(point: Point, scalar: bigint): Point;
  add(a: Point, b: Point): Point;
  negate(a: Point): Point;
  /** Plain bytes: big-endian, EVM order. */
  plain(point: Point): Uint8Array;
  /** zkey bytes: Montgomery 2^256, little-endian. */
  zkey(point: Point): Uint8Array;
}

function times<Point extends { multiplyUnsafe(k: bigint): Point }>(point: Point, scalar: bigint): Point {
  return point.multiplyUnsafe(mod(scalar, SCALAR_FIELD_ORDER));
}

export const GROUP1: Group<PointG1> = {
  name: "g1",
  size: 72,
  wire: 64,
  base: G1.BASE,
  zero: G1.ZERO,
  coordinates(point) {
    if (point.is0()) return [0n, 0n];
    const { x, y } = point.toAffine();
    return [x, y];
  },
  multiply: times,
  add: (a, b) => a.add(b),
  negate: (a) => a.negate(),
  plain(point) {
    return concat(this.coordinates(point).map(bigEndian));
  },
  zkey(point) {
    return concat(this.coordinates(point).map(montgomery));
  },
};

export const GROUP2: Group<PointG2> = {
  name: "g2",
  size: 144,
  wire: 128,
  base: G2.BASE,
  zero: G2.ZERO,
  coordinates(point) {
    if (point.is0()) return [0n, 0n, 0n, 0n];
    const { x, y } = point.toAffine();
    return [x.c0, x.c1, y.c0, y.c1];
  },
  multiply: times,
  add: (a, b) => a.add(b),
  negate: (a) => a.negate(),
  plain(point) {
    const [x0 = 0n, x1 = 0n, y0 = 0n, y1 = 0n] = this.coordinates(point);
    return concat([x1, x0, y1, y0].map(bigEndian));
  },
  zkey(point) {
    return concat(this.coordinates(point).map(montgomery));
  },
};

/** A point on the twist, with overwhelming likelihood outside the subgroup: x is random, y its root. */
export function twistPoint(random: Random): PointG2 {
  const { Fp2 } = bn254.fields;
  const b = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));
  for (;;) {
    const x = Fp2.fromBigTuple([random.bigint(P), random.bigint(P)]);
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b));
      return G2.fromAffine({ x, y });
    } catch {
      // no root: the next x
    }
  }
}
