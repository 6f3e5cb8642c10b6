/** Linear combinations of wires, and the arithmetic that puts constraints in order. Wire 0 is the constant 1. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { add, inverse, multiply, subtract } from "../field.js";

/** A combination of wires: coefficients in [1, r) by wire. */
export type Combination = ReadonlyMap<number, bigint>;

/** a·b = c */
export interface Constraint {
  readonly a: Combination;
  readonly b: Combination;
  readonly c: Combination;
}

export const MINUS_ONE = SCALAR_FIELD_ORDER - 1n;
export const ONE: Combination = new Map([[0, 1n]]);
export const NOTHING: Combination = new Map();

/** 1/value; most coefficients are 1 or −1, and those take no time. */
export const quickInverse = (value: bigint): bigint =>
  value === 1n || value === MINUS_ONE ? value : inverse(value);

export const scaled = (combination: Combination, factor: bigint): Map<number, bigint> =>
  factor === 1n
    ? new Map(combination)
    : new Map([...combination].map(([wire, coefficient]) => [wire, multiply(coefficient, factor)]));

/** The combination without some wires. */
export const without = (combination: Combination, left: (wire: number) => boolean): Map<number, bigint> =>
  new Map([...combination].filter(([wire]) => !left(wire)));

/** target += factor·row, without what cancels out. */
export function addRow(target: Map<number, bigint>, row: ReadonlyMap<number, bigint>, factor: bigint): void {
  for (const [key, value] of row) {
    const sum = add(target.get(key) ?? 0n, multiply(value, factor));
    if (sum === 0n) target.delete(key);
    else target.set(key, sum);
  }
}

/** a + factor·b */
export function plus(a: Combination, b: Combination, factor = 1n): Map<number, bigint> {
  const sum = new Map(a);
  addRow(sum, b, factor);
  return sum;
}

/** 1 − a */
export const complement = (a: Combination): Map<number, bigint> => plus(ONE, a, MINUS_ONE);

/** a − b is a constant: what it is; undefined when it is not. */
export function constantDifference(a: Combination, b: Combination): bigint | undefined {
  for (const wire of a.keys()) if (wire !== 0 && a.get(wire) !== b.get(wire)) return undefined;
  for (const wire of b.keys()) if (wire !== 0 && !a.has(wire)) return undefined;
  return subtract(a.get(0) ?? 0n, b.get(0) ?? 0n);
}

/** a = factor·b + rest, with rest a constant; undefined when there are no such two, or when b is constant. */
export function asMultiple(
  a: Combination,
  b: Combination,
): { readonly factor: bigint; readonly rest: bigint } | undefined {
  const wire = [...b.keys()].find((key) => key !== 0);
  const coefficient = wire === undefined ? undefined : a.get(wire);
  if (wire === undefined || coefficient === undefined || Math.abs(a.size - b.size) > 1) return undefined;
  const factor = multiply(coefficient, quickInverse(b.get(wire)!));
  const rest = constantDifference(a, scaled(b, factor));
  return rest === undefined ? undefined : { factor, rest };
}

/** The combination x that a constraint holds to 0 or 1, when it is x·(x − 1) = 0 up to factors; 1 − x could be named as well. */
export function heldToBit({ a, b, c }: Constraint): Combination | undefined {
  if (c.size > 0) return undefined;
  const multiple = asMultiple(b, a);
  if (multiple === undefined || multiple.rest === 0n) return undefined;
  // b = f·a + d: then a·(f·a + d) = 0, so a is 0 or −d/f, and −f·a/d is 0 or 1.
  const { factor, rest } = multiple;
  return scaled(a, multiply(subtract(0n, factor), quickInverse(rest)));
}
