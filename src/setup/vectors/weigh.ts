/**
 * Checks by random combination: Σ ρᵢ Pᵢ over points that are shown to be in their group on the way, each loaded once.
 *
 * A weight is drawn as 64 bits (63 with digits of 9), cut in digits of c bits that are independent and uniform, and
 * ρᵢ = Σ_w (dᵢ_w − 2^(c−1)) 2^(c w). So
 *   - Σ ρᵢ Dᵢ = 0 for points Dᵢ of a group of order r that are not all zero with a chance of at most 2^-63: the ρᵢ are as many
 *     different integers, in a range shorter than r;
 *   - each window's own sum Σ (dᵢ_w − 2^(c−1)) Pᵢ is a combination of its own. G2's curve has r · 10069 · 5864401 · … points. Where a Pᵢ has a
 *     part of an order q among the cofactor's primes, a window's sum stays in the subgroup for one remainder of dᵢ_w by q at
 *     most; digits have c ≤ 13 bits, 2^13 < 10069, so with a chance of at most 2^-c, or 2^-b for a last digit of b bits.
 *     The sums of all windows lie in the subgroup with a chance of at most 2^-63.
 */
import { offset, Program, type Ref, SCALAR_FIELD_ORDER, type Thread } from "../../engine/index.js";
import { ensure } from "../../errors.js";
import { viewOf } from "../../groth16/index.js";
import { type Group, KERNEL_BYTES, POINT_BYTES, scalarBytes, store } from "./vectors.js";

/** How weights are cut: `count` digits of `bits` bits; the last may be shorter. */
export interface Digits {
  readonly bits: number;
  readonly count: number;
}

const SHAPES: readonly Digits[] = [
  { bits: 8, count: 8 },
  { bits: 9, count: 7 },
  { bits: 11, count: 6 },
  { bits: 13, count: 5 },
];

/** Bytes of a weight. */
export const WEIGHT_BYTES = 8;

/** The digits with which `points` points at a time cost least: 6 products for each digit, 14 for each bucket. */
export function digitsFor(points: number): Digits {
  const cost = ({ bits, count }: Digits): number => count * (6 * points + 14 * 2 ** (bits - 1));
  return SHAPES.reduce((best, shape) => (cost(shape) < cost(best) ? shape : best));
}

/** Makes weights of uniform bytes, in place: fewer bits where the digits take fewer. */
export function cutToWeights(bytes: Uint8Array, { bits, count }: Digits): Uint8Array {
  const spare = 8 * WEIGHT_BYTES - bits * count;
  if (spare <= 0) return bytes;
  for (let at = WEIGHT_BYTES - 1; at < bytes.length; at += WEIGHT_BYTES) bytes[at]! &= 0xff >> spare;
  return bytes;
}

/** Some weights, as bytes and how to read them. */
export interface WeightBytes {
  readonly bytes: Uint8Array;
  readonly digits: Digits;
}

/** The integers ρᵢ modulo r. */
export function weightScalars({ bytes, digits: { bits, count } }: WeightBytes): bigint[] {
  let shift = 0n;
  for (let w = 0; w < count; w++) shift += 1n << BigInt(bits * w + bits - 1);
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / WEIGHT_BYTES }, (_, i) => {
    const value = view.getBigUint64(WEIGHT_BYTES * i, true) - shift;
    return value < 0n ? value + SCALAR_FIELD_ORDER : value;
  });
}

/** What of a program's points is wanted. */
export interface Weighing {
  readonly group: Group;
  /** As the files hold them. */
  readonly points: Uint8Array;
  /** For each sum, by the same weights: from which point on. */
  readonly from: readonly number[];
  readonly weights: WeightBytes;
  /** Whether the points are wanted as snarkjs hashes them. */
  readonly uncompressed: boolean;
  /** Of what they are points, for faults. */
  readonly what: string;
}

/** Adds Σ ρᵢ Pᵢ to a program, and for G2 whether each window's sum is in the subgroup; gives back one point. */
function addSum(program: Program, { group, weights: { bytes, digits } }: Weighing, at: Ref): void {
  const size = KERNEL_BYTES[group];
  const count = bytes.length / WEIGHT_BYTES;
  const sums = program.alloc(digits.count * size);
  program.need(
    program.call(`${group}_weigh`, sums, at, program.put(bytes), count, digits.bits, digits.count),
  );
  const places = Array.from({ length: digits.count }, (_, w) => 1n << BigInt(digits.bits * w));
  if (group === "g2")
    for (const w of places.keys()) program.tell(program.call("g2_in_subgroup", offset(sums, w * size)));
  const result = program.alloc(size);
  program.need(program.call(`${group}_msm`, result, sums, program.put(scalarBytes(places)), digits.count));
  store(program, group, result, 1);
}

/**
 * Sums points by weights on a thread; every point must be canonical and on its curve, every weighed one in its group.
 * @throws PsephosError `setup/point-invalid`, naming `what`
 */
export async function weighPoints(
  thread: Thread,
  weighing: Weighing,
): Promise<{ readonly sums: readonly Uint8Array[]; readonly uncompressed: Uint8Array }> {
  const { group, points, from, weights, uncompressed, what } = weighing;
  const count = points.length / POINT_BYTES[group];
  const program = new Program();
  const at = program.alloc(count * KERNEL_BYTES[group]);
  program.tell(program.call(`${group}_points_from_mont256`, at, program.put(points), count));
  program.tell(program.call(`${group}_points_on_curve`, at, count));
  const length = uncompressed ? count * POINT_BYTES[group] : 0;
  const bytes = program.alloc(length);
  program.call(`${group}_points_to_bytes`, bytes, at, uncompressed ? count : 0);
  program.get(bytes, length);
  for (const first of from) addSum(program, weighing, offset(at, first * KERNEL_BYTES[group]));
  const [canonical, onCurve, hashed, ...rest] = await thread.run(program);
  ensure(canonical === 1, "setup/point-invalid", `a point of ${what} is not canonical`);
  ensure(onCurve === 1, "setup/point-invalid", `a point of ${what} is not on its curve`);
  const perSum = group === "g2" ? weights.digits.count + 1 : 1;
  const sums = from.map((_, i) => {
    const told = rest.slice(i * perSum, (i + 1) * perSum);
    const sum = told.pop() as Uint8Array;
    ensure(
      told.every((inSubgroup) => inSubgroup === 1),
      "setup/point-invalid",
      `a point of ${what} is not in its group`,
    );
    return sum;
  });
  return { sums, uncompressed: hashed as Uint8Array };
}
