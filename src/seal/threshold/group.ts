/**
 * ristretto255 (RFC 9496) in additive writing: points are 32 bytes, scalars 32 little-endian bytes below the order. An encoding that is not
 * canonical, or that is the identity, is refused by every function that reads a point.
 */
import { ristretto255 } from "@noble/curves-2/ed25519.js";
import { bytesToNumberLE } from "@noble/curves-2/utils.js";
import { randomBytes } from "@noble/hashes/utils.js";
import { ensure, Refusal } from "../../errors/index.js";

export type Point = InstanceType<typeof ristretto255.Point>;

export const Group: typeof ristretto255.Point = ristretto255.Point;
export const ORDER: bigint = Group.Fn.ORDER;
export const POINT_BYTES = 32;
export const SCALAR_BYTES = 32;

/** `scalar` in [0, ORDER). */
export const mod = (scalar: bigint): bigint => Group.Fn.create(scalar);

/**
 * Reads a point. @throws PsephosError `seal/point`: not 32 bytes, not canonical, or the identity
 */
export function readPoint(bytes: Uint8Array, name: string): Point {
  const refuse = () => new Refusal("seal/point", `${name} is not a canonical point other than the identity`);
  if (!(bytes instanceof Uint8Array) || bytes.length !== POINT_BYTES) throw refuse();
  let point: Point;
  try {
    point = Group.fromBytes(bytes);
  } catch {
    throw refuse();
  }
  if (point.is0()) throw refuse();
  return point;
}

/** Reads a scalar in [0, ORDER). @throws PsephosError `seal/scalar` */
export function readScalar(bytes: Uint8Array, name: string): bigint {
  const sized = bytes instanceof Uint8Array && bytes.length === SCALAR_BYTES; // before any arithmetic, which takes longer for longer input
  ensure(sized, "seal/scalar", `${name} has ${SCALAR_BYTES} bytes`);
  const value = bytesToNumberLE(bytes);
  ensure(value < ORDER, "seal/scalar", `${name} is not a canonical scalar`);
  return value;
}

export const writeScalar = (scalar: bigint): Uint8Array => Group.Fn.toBytes(scalar);

/** A scalar that is uniform in [1, ORDER), from the platform's CSPRNG. */
export function randomScalar(): bigint {
  // 512 bits: the remainder's bias is below 2^-256.
  return (bytesToNumberLE(randomBytes(64)) % (ORDER - 1n)) + 1n;
}

/** `scalar · point` for any scalar; constant-time only as far as noble-curves is. */
export const times = (point: Point, scalar: bigint): Point =>
  scalar === 0n ? Group.ZERO : point.multiply(scalar);

/** `Σ coefficients[k] · x^k` mod the order (Horner). */
export const evaluate = (coefficients: readonly bigint[], x: number): bigint =>
  coefficients.reduceRight((sum, coefficient) => mod(sum * BigInt(x) + coefficient), 0n);

/** `Σ x^k · commitments[k]`: the polynomial's value at x, times the generator. All inputs are public, so the time may vary. */
export const evaluateCommitments = (commitments: readonly Point[], x: number): Point =>
  commitments.reduceRight((sum, point) => sum.multiplyUnsafe(BigInt(x)).add(point), Group.ZERO);

/** The Lagrange coefficients at 0 for distinct places: `λ_j = Π_{k ≠ j} k / (k − j)`. */
export function lagrangeAtZero(places: readonly number[]): bigint[] {
  return places.map((j) => {
    let over = 1n;
    let under = 1n;
    for (const k of places) {
      if (k === j) continue;
      over = mod(over * BigInt(k));
      under = mod(under * BigInt(k - j));
    }
    return mod(over * Group.Fn.inv(under));
  });
}
