/**
 * The question whether a value is 0, as circom's IsZero asks it: with x known, w and y unknown,
 *
 *   x·w = k − m·y,  x·y = 0   (k and m constants other than 0; in circomlib 1 and 1)
 *
 * and w in no other constraint, nor an output, which would be a part of the statement. If x is not 0, then y = 0 and w = k/x: no
 * other values are left. If x is 0, then y = k/m, and w is free: whatever it is, all constraints hold. circomlib's IsZero computes
 * 0 there, and so does the instruction: k·(1/x), or 0 of 0. y is a combination, which the first constraint then defines.
 */
import { multiply } from "../field.js";
import { asMultiple, quickInverse, scaled } from "./combination.js";
import type { Rows } from "./rows.js";

/** Whether a constraint holds x·y = 0 for multiples of these, with `y` given as k − m·y. */
function isZeroProduct(
  rows: Rows,
  row: number,
  x: ReadonlyMap<number, bigint>,
  c: ReadonlyMap<number, bigint>,
) {
  const { a, b, c: product } = rows.at(row);
  if (product.size > 0) return undefined;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const known = asMultiple(one, x);
    const asked = asMultiple(c, other);
    // c = k − m·y with y the other side: k is the rest.
    if (known?.rest === 0n && asked !== undefined && asked.rest !== 0n) return asked.rest;
  }
  return undefined;
}

/** @returns whether a constraint is the first of such a pair, and its w was taken. */
export function takeInverse(rows: Rows, row: number): boolean {
  const { a, b, c } = rows.at(row);
  for (const [x, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const [term] = other;
    if (other.size !== 1 || term === undefined || rows.isKnown(term[0])) continue;
    const [w, coefficient] = term;
    if (w <= rows.outputs || c.has(w) || [...x.keys()].some(rows.isUnknown) || rows.uses(w).length !== 1)
      continue;
    const y = [...c.keys()].find(rows.isUnknown);
    if (y === undefined) continue;
    for (const partner of rows.uses(y)) {
      const k = isZeroProduct(rows, partner, x, c);
      if (k === undefined) continue;
      // x·coefficient·w = k: w = 1/(x·coefficient/k)
      const value = scaled(x, multiply(coefficient, quickInverse(k)));
      rows.steps.push({ kind: "inverse", wire: w, value });
      rows.learn(w);
      return true;
    }
  }
  return false;
}
