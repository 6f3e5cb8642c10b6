/**
 * The random weights of a verification (`weigh.ts`), the same for all vectors and never in memory all at once: digits are the key
 * stream of AES-256 in counter mode, under a key from the platform's CSPRNG.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { SCALAR_FIELD_ORDER as R } from "../../engine/index.js";
import { viewOf } from "../../groth16/index.js";
import type { Group } from "../vectors/vectors.js";
import { type PointVectors, scalarBytes } from "../vectors/vectors.js";
import { DIGIT_BYTES, type Shape } from "../vectors/weigh.js";

const KEY_BYTES = 32;
const BLOCK = 16;

const modR = (value: bigint): bigint => ((value % R) + R) % R;

export class Weights {
  readonly shape: Shape;
  /** Kept by a verification that may be killed; nobody who can still change what it checks may know it. */
  readonly key: Uint8Array;
  /** u_w, below 2^64; drawn anew each time. */
  readonly factors: readonly bigint[];

  constructor(shape: Shape, key: Uint8Array = randomBytes(KEY_BYTES)) {
    this.shape = shape;
    this.key = key;
    this.factors = Array.from({ length: shape.windows }, () => randomBytes(8).readBigUInt64LE());
  }

  /** Digits `first` … `end − 1`, as `weighPoints` takes them. */
  digits(first: number, end: number): Uint8Array {
    const from = first * DIGIT_BYTES;
    const counter = Buffer.alloc(BLOCK);
    counter.writeBigUInt64BE(BigInt(Math.floor(from / BLOCK)), BLOCK / 2);
    const lead = from % BLOCK;
    const stream = createCipheriv("aes-256-ctr", this.key, counter);
    return stream.update(new Uint8Array(lead + (end - first) * DIGIT_BYTES)).subarray(lead);
  }

  /** dₖ for k from `first` to `end` − 1, as numbers. */
  numbers(first: number, end: number): number[] {
    const half = 2 ** (this.shape.bits - 1);
    const view = viewOf(this.digits(first, end));
    return Array.from(
      { length: end - first },
      (_, i) => (view.getUint16(DIGIT_BYTES * i, true) & (2 * half - 1)) - half,
    );
  }

  /** Σ u_w d_(k+w) modulo r. */
  #combined(digits: readonly number[], k: number): bigint {
    return modR(this.factors.reduce((sum, factor, w) => sum + factor * BigInt(digits[k + w]!), 0n));
  }

  /** ρᵢ modulo r for i from `first` to `end` − 1. */
  scalars(first: number, end: number): bigint[] {
    const digits = this.numbers(first, end + this.shape.windows - 1);
    return Array.from({ length: end - first }, (_, i) => this.#combined(digits, i));
  }

  /** Σ u_w F_w + Σ scalars · others, from the windows' sums. */
  combine(
    vectors: PointVectors,
    group: Group,
    sums: Uint8Array,
    others: Uint8Array = new Uint8Array(0),
    scalars: readonly bigint[] = [],
  ): Promise<Uint8Array> {
    const points = Buffer.concat([sums, others]);
    return vectors.sum(group, points, scalarBytes([...this.factors, ...scalars]), "adding up");
  }
}
