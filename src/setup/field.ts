/**
 * Arithmetic on whole vectors of scalars, integers in [0, r) with r the order of BN254.
 * r − 1 = 2^28 · t, so there are domains of roots of unity up to 2^28.
 */
import { SCALAR_FIELD_ORDER as R } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/** r − 1 = 2^28 · odd. */
const TWO_ADICITY = 28;
/** The smallest quadratic non-residue, from which snarkjs makes its roots of unity. */
const NON_RESIDUE = 5n;

/** a·b mod r, for a and b in [0, r). */
export const multiply = (a: bigint, b: bigint): bigint => (a * b) % R;
/** a + b mod r, for a and b in [0, r). */
export const add = (a: bigint, b: bigint): bigint => (a + b) % R;
/** a − b mod r, for a and b in [0, r). */
export const subtract = (a: bigint, b: bigint): bigint => (a >= b ? a - b : a - b + R);

/** base^exponent mod r; exponent ≥ 0. */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = multiply(square, square)) {
    if (rest & 1n) result = multiply(result, square);
  }
  return result;
}

/** 1/value = value^(r − 2), for value in [1, r). */
export function inverse(value: bigint): bigint {
  ensure(value > 0n && value < R, "setup/not-invertible", "zero has no inverse");
  return power(value, R - 2n);
}

/**
 * 1/v for each v, with one inversion: prefix products forth, inverses back (Montgomery's trick).
 * @throws PsephosError `setup/not-invertible` when one of them is 0.
 */
export function inverses(values: readonly bigint[]): bigint[] {
  const result = new Array<bigint>(values.length);
  let product = 1n;
  values.forEach((value, i) => {
    result[i] = product; // v_0 · … · v_{i−1}
    product = multiply(product, value);
  });
  let rest = inverse(product); // 1/(v_0 · … · v_i)
  for (let i = values.length - 1; i >= 0; i--) {
    result[i] = multiply(result[i]!, rest);
    rest = multiply(rest, values[i]!);
  }
  return result;
}

/** The powers 1, base, …, base^(count − 1). */
export function powers(base: bigint, count: number): bigint[] {
  const result = new Array<bigint>(count);
  for (let i = 0, value = 1n; i < count; i++, value = multiply(value, base)) result[i] = value;
  return result;
}

/** The generator, of order 2^log, of snarkjs's evaluation domain of that size; log from 0 to 28. */
export function rootOfUnity(log: number): bigint {
  ensure(
    Number.isInteger(log) && log >= 0 && log <= TWO_ADICITY,
    "setup/domain-size",
    `no domain of 2^${log} roots of unity`,
  );
  return power(NON_RESIDUE, (R - 1n) >> BigInt(log));
}
