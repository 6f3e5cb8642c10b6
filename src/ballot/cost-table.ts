/**
 * The cost of each value, `value^(costExponent / 10000)`, as 64.16 fixed-point integers rounded down (PROTOCOL 5).
 * Exact: it uses only integers, so every machine and the chain agree on the last bit.
 *
 * The entry for v is the largest c with c ≤ 2^16 · v^(n/d), that is c^d ≤ 2^(16 d) · v^n, where n/d is
 * costExponent / 10000 in lowest terms. That comparison decides each bit of c, from the highest down.
 */
import { ensure } from "../errors/index.js";

const FRACTION_BITS = 16;
/** 2^16 · 255^6.5535 < 2^69. */
const COST_BITS = 69;
/** Mantissa bits of the interval arithmetic, which decides all comparisons except exact ties. */
const PRECISION = 192;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** A positive real number in [low, high] · 2^exponent. */
interface Interval {
  readonly low: bigint;
  readonly high: bigint;
  readonly exponent: number;
}

function round({ low, high, exponent }: Interval): Interval {
  const excess = bitLength(high) - PRECISION;
  if (excess <= 0) return { low, high, exponent };
  const shift = BigInt(excess);
  return { low: low >> shift, high: (high >> shift) + 1n, exponent: exponent + excess };
}

function times(a: Interval, b: Interval): Interval {
  return round({ low: a.low * b.low, high: a.high * b.high, exponent: a.exponent + b.exponent });
}

/** An interval that contains base^power. */
function enclosedPower(base: bigint, power: number): Interval {
  let result: Interval = { low: 1n, high: 1n, exponent: 0 };
  const factor: Interval = { low: base, high: base, exponent: 0 };
  for (const bit of power.toString(2)) {
    result = times(result, result);
    if (bit === "1") result = times(result, factor);
  }
  return result;
}

/** Which is larger: -1 if a < b, 1 if a > b, 0 if the intervals touch. */
function compare(a: Interval, b: Interval): number {
  const shift = Math.min(a.exponent, b.exponent);
  const at = (value: bigint, exponent: number) => value << BigInt(exponent - shift);
  if (at(a.high, a.exponent) < at(b.low, b.exponent)) return -1;
  if (at(a.low, a.exponent) > at(b.high, b.exponent)) return 1;
  return 0;
}

/** 2^16 · value^(n/d), rounded down. */
function cost(value: number, n: number, d: number): bigint {
  if (n === 0) return 1n << BigInt(FRACTION_BITS); // 0^0 = 1, as in the EVM
  if (value === 0) return 0n;
  const power = enclosedPower(BigInt(value), n);
  const target: Interval = { ...power, exponent: power.exponent + FRACTION_BITS * d };
  const atMostTarget = (candidate: bigint): boolean => {
    const order = compare(enclosedPower(candidate, d), target);
    if (order !== 0) return order < 0;
    return candidate ** BigInt(d) <= (BigInt(value) ** BigInt(n)) << BigInt(FRACTION_BITS * d);
  };
  let result = 0n;
  for (let bit = COST_BITS; bit >= 0; bit--) {
    const candidate = result | (1n << BigInt(bit));
    if (atMostTarget(candidate)) result = candidate;
  }
  return result;
}

/**
 * The costs of the values 0 … maxValue.
 * @param maxValue 0 … 255
 * @param costExponent 0 … 65535, in ten-thousandths
 * @returns maxValue + 1 integers, each a cost times 2^16
 * @throws PsephosError `ballot/rules`
 */
export function costTable(maxValue: number, costExponent: number): bigint[] {
  ensure(
    Number.isInteger(maxValue) && maxValue >= 0 && maxValue <= 255,
    "ballot/rules",
    "maxValue is an integer from 0 to 255",
  );
  ensure(
    Number.isInteger(costExponent) && costExponent >= 0 && costExponent <= 65_535,
    "ballot/rules",
    "costExponent is an integer from 0 to 65535",
  );
  const divisor = gcd(costExponent, 10_000);
  return Array.from({ length: maxValue + 1 }, (_, value) =>
    cost(value, costExponent / divisor, 10_000 / divisor),
  );
}
