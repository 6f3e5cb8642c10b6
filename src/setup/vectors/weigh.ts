/**
 * Checks by random combination, each point loaded once. Of a stream of independent uniform digits dₖ, −2^(c−1) ≤ dₖ < 2^(c−1), a
 * vector has c-bit windows' sums Fw = Σ d_(i+w) Pᵢ, w < W; with random factors u_w below 2^64 they add up to Σ ρᵢ Pᵢ, where
 * ρᵢ = Σ u_w d_(i+w).
 *
 * For points Dᵢ that are not all zero, Σ ρᵢ Dᵢ = 0 with probability at most 2^-cW + 2^-64 < 2^-62: let D_m be the last that
 * is not zero. Whatever the digits before d_(m+w) are, window w's sum vanishes for one value of that digit at most, of 2^c; so
 * all W vanish with probability at most 2^-cW. If one does not, the factors cancel it with probability at most 2^-64.
 * (The windows are the rows of a random Toeplitz matrix [Mansour, Nisan, Tiwari, STOC 1990].)
 *
 * The same holds for a point outside its group. G2's curve has r · 10069 · 5864401 · q points, q prime. Where some Pᵢ have a part of
 * an order among the cofactor's primes, let P_m be the last; c ≤ 13, and 2^13 < 10069, so that again one value of d_(m+w) at
 * most leaves window w's sum in the subgroup. All windows' sums are in it with probability at most 2^-cW ≤ 2^-63.
 */
import { offset, Program, type Thread } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { type Group, KERNEL_BYTES, POINT_BYTES, store } from "./vectors.js";

/** How points are weighed: digits of c bits, in so many windows. */
export interface Shape {
  readonly bits: number;
  readonly windows: number;
}

/** 63 bits or more in all. */
const SHAPES: readonly Shape[] = [
  { bits: 8, windows: 8 },
  { bits: 9, windows: 7 },
  { bits: 11, windows: 6 },
  { bits: 13, windows: 5 },
];

/** Bytes of a digit. */
export const DIGIT_BYTES = 2;

/** The shape with which `points` points at a time cost least: 6 products for each digit, 14 for each bucket. */
export function shapeFor(points: number): Shape {
  const cost = ({ bits, windows }: Shape): number => windows * (6 * points + 14 * 2 ** (bits - 1));
  return SHAPES.reduce((best, shape) => (cost(shape) < cost(best) ? shape : best));
}

/** What a thread is given to weigh. */
export interface Weighing {
  readonly group: Group;
  /** As the files hold them. */
  readonly points: Uint8Array;
  /** From which point on they are weighed; undefined for none. */
  readonly from: number | undefined;
  /** For the points weighed, little-endian words d + 2^(c−1) modulo 2^c: one each, and `windows` − 1 more. */
  readonly digits: Uint8Array;
  readonly shape: Shape;
  /** Whether the points are wanted as snarkjs hashes them. */
  readonly uncompressed: boolean;
  /** Of what they are points, for faults. */
  readonly what: string;
}

/**
 * Sums points by weights on a thread; every point must be canonical and on its curve, every weighed one in its group.
 * @returns the windows' sums, one after another
 * @throws PsephosError `setup/point-invalid`, naming `what`
 */
export async function weighPoints(
  thread: Thread,
  { group, points, from, digits, shape: { bits, windows }, uncompressed, what }: Weighing,
): Promise<{ readonly sums: Uint8Array; readonly uncompressed: Uint8Array }> {
  const size = KERNEL_BYTES[group];
  const count = points.length / POINT_BYTES[group];
  const program = new Program();
  const at = program.alloc(count * size);
  program.tell(program.call(`${group}_points_from_mont256`, at, program.put(points), count));
  program.tell(program.call(`${group}_points_on_curve`, at, count));
  const length = uncompressed ? points.length : 0;
  const bytes = program.alloc(length);
  program.call(`${group}_points_to_bytes`, bytes, at, uncompressed ? count : 0);
  program.get(bytes, length);
  const sums = program.alloc(windows * size);
  if (from !== undefined) {
    const first = offset(at, from * size);
    program.need(
      program.call(`${group}_weigh`, sums, first, program.put(digits), count - from, bits, windows),
    );
    store(program, group, sums, windows);
    for (let w = 0; group === "g2" && w < windows; w++)
      program.tell(program.call("g2_in_subgroup", offset(sums, w * size)));
  }
  const [canonical, onCurve, hashed, sum, ...inSubgroup] = await thread.run(program);
  ensure(canonical === 1, "setup/point-invalid", `a point of ${what} is not canonical`);
  ensure(onCurve === 1, "setup/point-invalid", `a point of ${what} is not on its curve`);
  ensure(
    inSubgroup.every((told) => told === 1),
    "setup/point-invalid",
    `a point of ${what} is not in its group`,
  );
  return { sums: (sum ?? new Uint8Array(0)) as Uint8Array, uncompressed: hashed as Uint8Array };
}
