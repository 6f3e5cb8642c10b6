/** The random weights of a check (`weigh.ts`), and the sums that they make. */
import { concatBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER as R } from "../../bytes/index.js";
import { viewOf } from "../../groth16/index.js";
import { fillRandom, randomScalarBytes, scalarsOf } from "./random.js";
import { spread, type WorkOptions } from "./spread.js";
import { type Group, POINT_BYTES, type PointVectors, scalarBytes } from "./vectors.js";
import { DIGIT_BYTES, type Shape, shapeFor, weighPoints } from "./weigh.js";

const modR = (value: bigint): bigint => ((value % R) + R) % R;

/** Points weighed at a time. */
const CHUNK = 2 ** 15;

/** A vector of points to be weighed. */
export interface Weighable {
  readonly group: Group;
  /** As many as the digits allow. */
  readonly count: number;
  read(first: number, count: number): Promise<Uint8Array>;
  /** Of what they are points, for faults and progress. */
  readonly what: string;
}

export class Weights {
  readonly shape: Shape;
  /** u_w, below 2^64. */
  readonly factors: readonly bigint[];
  /** Digits `first` … `end − 1`, as `weighPoints` takes them. */
  readonly digits: (first: number, end: number) => Uint8Array;

  /** @param digits a stream of uniform bytes, two for each digit; the same each time it is asked */
  constructor(shape: Shape, digits: Weights["digits"]) {
    this.shape = shape;
    this.digits = digits;
    this.factors = scalarsOf(randomScalarBytes(shape.windows, 64));
  }

  /** Weights for up to `count` points, from the platform's CSPRNG. */
  static draw(count: number): Weights {
    const shape = shapeFor(Math.min(CHUNK, count));
    const bytes = fillRandom(new Uint8Array((count + shape.windows) * DIGIT_BYTES));
    return new Weights(shape, (first, end) => bytes.subarray(first * DIGIT_BYTES, end * DIGIT_BYTES));
  }

  /** dₖ for k from `first` to `end` − 1. */
  numbers(first: number, end: number): number[] {
    const half = 2 ** (this.shape.bits - 1);
    const view = viewOf(this.digits(first, end));
    return Array.from(
      { length: end - first },
      (_, i) => (view.getUint16(DIGIT_BYTES * i, true) & (2 * half - 1)) - half,
    );
  }

  /** ρᵢ = Σ u_w d_(i+w) modulo r for i from `first` to `end` − 1. */
  scalars(first: number, end: number): bigint[] {
    const digits = this.numbers(first, end + this.shape.windows - 1);
    return Array.from({ length: end - first }, (_, i) =>
      modR(this.factors.reduce((sum, factor, w) => sum + factor * BigInt(digits[i + w]!), 0n)),
    );
  }

  /** Σ u_w F_w + Σ scalars · others, from the windows' sums. */
  combine(
    vectors: PointVectors,
    group: Group,
    sums: Uint8Array,
    others: Uint8Array = new Uint8Array(0),
    scalars: readonly bigint[] = [],
  ): Promise<Uint8Array> {
    const points = concatBytes(sums, others);
    return vectors.sum(group, points, scalarBytes([...this.factors, ...scalars]), "adding up");
  }

  /**
   * Σ ρᵢ Pᵢ over all points of a vector, every one of them in its group.
   * @throws PsephosError `setup/point-invalid`; the signal's reason
   */
  async sum(
    vectors: PointVectors,
    { group, count, read, what }: Weighable,
    options: WorkOptions,
    chunk = CHUNK,
  ): Promise<Uint8Array> {
    const { shape } = this;
    const sums = await spread(vectors.pool, Math.ceil(count / chunk), what, options, async (part, thread) => {
      const first = part * chunk;
      const end = Math.min(first + chunk, count);
      const weighed = await weighPoints(thread, {
        group,
        points: await read(first, end - first),
        from: 0,
        digits: this.digits(first, end + shape.windows - 1),
        shape,
        uncompressed: false,
        what,
      });
      return weighed.sums;
    });
    return this.combine(vectors, group, await vectors.totals(group, sums));
  }
}

/** A vector that is in memory. */
export function weighable(group: Group, points: Uint8Array, what: string): Weighable {
  const size = POINT_BYTES[group];
  const read = async (first: number, count: number): Promise<Uint8Array> =>
    points.subarray(first * size, (first + count) * size);
  return { group, count: points.length / size, read, what };
}
