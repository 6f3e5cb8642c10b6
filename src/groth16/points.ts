/**
 * Points of BN254 as plain integers, and the checks that a point must pass before anything is computed
 * with it.
 *
 * G1: y² = x³ + 3 over F_p, of prime order r (the cofactor is 1: on the curve is in the group).
 * G2: y² = x³ + 3/(9 + u) over F_p² = F_p[u]/(u² + 1); its group has order r·(2p − r), so a point on the
 * curve must also be checked to be in the subgroup of order r.
 * An F_p² element c0 + c1·u is the pair [c0, c1], as in snarkjs. The point at infinity has no
 * representation here: every parser refuses it.
 */
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/** An element c0 + c1·u of F_p², each in [0, p). */
export type Fp2 = readonly [c0: bigint, c1: bigint];

/** An affine point of G1, coordinates in [0, p). */
export interface G1Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** An affine point of G2. */
export interface G2Point {
  readonly x: Fp2;
  readonly y: Fp2;
}

const mod = (a: bigint): bigint => {
  const rest = a % P;
  return rest < 0n ? rest + P : rest;
};

const add = (a: Fp2, b: Fp2): Fp2 => [mod(a[0] + b[0]), mod(a[1] + b[1])];
const sub = (a: Fp2, b: Fp2): Fp2 => [mod(a[0] - b[0]), mod(a[1] - b[1])];
// (a0 + a1·u)(b0 + b1·u) = a0·b0 − a1·b1 + (a0·b1 + a1·b0)·u
const mul = (a: Fp2, b: Fp2): Fp2 => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])];
const times = (k: bigint, a: Fp2): Fp2 => [mod(k * a[0]), mod(k * a[1])];
const isZero = (a: Fp2): boolean => a[0] === 0n && a[1] === 0n;

/** 3/(9 + u). */
const TWIST_B: Fp2 = [
  19485874751759354771024239261021720505790618469301721065564631296452457478373n,
  266929791119991161246907387137283842545076965332900288569378510910307636690n,
];

/** Whether y² = x³ + 3. */
export function isOnG1({ x, y }: G1Point): boolean {
  return mod(y * y - x * x * x - 3n) === 0n;
}

/** Whether y² = x³ + 3/(9 + u). */
export function isOnG2Curve({ x, y }: G2Point): boolean {
  return isZero(sub(mul(y, y), add(mul(mul(x, x), x), TWIST_B)));
}

/** Jacobian coordinates: (X/Z², Y/Z³); Z = 0 is infinity. */
interface Jacobian {
  readonly X: Fp2;
  readonly Y: Fp2;
  readonly Z: Fp2;
}

/** 2·T, curve with a = 0 ("dbl-2009-l"). */
function double({ X, Y, Z }: Jacobian): Jacobian {
  const a = mul(X, X);
  const b = mul(Y, Y);
  const c = mul(b, b);
  const d = times(2n, sub(mul(add(X, b), add(X, b)), add(a, c))); // 4·X·Y²
  const e = times(3n, a);
  const X3 = sub(mul(e, e), times(2n, d));
  return { X: X3, Y: sub(mul(e, sub(d, X3)), times(8n, c)), Z: times(2n, mul(Y, Z)) };
}

/** T + Q for affine Q ("madd", with the cases that the formula leaves out). */
function addAffine(t: Jacobian, q: G2Point): Jacobian {
  if (isZero(t.Z)) return { X: q.x, Y: q.y, Z: [1n, 0n] };
  const zz = mul(t.Z, t.Z);
  const h = sub(mul(q.x, zz), t.X); // x_Q·Z² − X
  const s = sub(mul(q.y, mul(zz, t.Z)), t.Y); // y_Q·Z³ − Y
  if (isZero(h)) return isZero(s) ? double(t) : { X: [1n, 0n], Y: [1n, 0n], Z: [0n, 0n] };
  const hh = mul(h, h);
  const hhh = mul(h, hh);
  const v = mul(t.X, hh);
  const X3 = sub(sub(mul(s, s), hhh), times(2n, v));
  return { X: X3, Y: sub(mul(s, sub(v, X3)), mul(t.Y, hhh)), Z: mul(t.Z, h) };
}

/** Whether a point of the curve of G2 has order r: [r]Q = O. */
export function isInG2Subgroup(q: G2Point): boolean {
  let t: Jacobian = { X: [1n, 0n], Y: [1n, 0n], Z: [0n, 0n] };
  for (const bit of R.toString(2)) {
    t = double(t);
    if (bit === "1") t = addAffine(t, q);
  }
  return isZero(t.Z);
}

/**
 * Returns `point` if it is a point of G1.
 * @throws PsephosError `groth16/point-not-on-curve`
 */
export function assertG1(point: G1Point, name: string): G1Point {
  ensure(isOnG1(point), "groth16/point-not-on-curve", `${name} is not a point of BN254's G1`);
  return point;
}

/**
 * Returns `point` if it is a point of G2, in the subgroup of order r.
 * @throws PsephosError `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`
 */
export function assertG2(point: G2Point, name: string): G2Point {
  ensure(isOnG2Curve(point), "groth16/point-not-on-curve", `${name} is not on the curve of BN254's G2`);
  ensure(
    isInG2Subgroup(point),
    "groth16/point-not-in-subgroup",
    `${name} is on the curve of BN254's G2 but outside its subgroup of order r`,
  );
  return point;
}
