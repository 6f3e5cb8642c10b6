/**
 * Unary counts: bits of which none falls, x_1 ≤ x_2 ≤ … ≤ x_m, with a known sum. Constraints x_i·(1 − x_{i+1}) = 0 hold the
 * order; another holds to 0 or 1 what their sum leaves for one of them, which circom's simplification has put in its place.
 *
 * The sum of m bits is an integer from 0 to m, and as none falls the last so many are 1: x_m = 1 from a sum of 1 on,
 * x_{m−1} from 2 on, and so forth. The constraints leave no other values. When the known sum is out of range, what is computed has
 * another sum, and the constraint on the last bit, which is checked, fails.
 */
import { subtract } from "../field.js";
import type { Booleans } from "./booleans.js";
import { asMultiple, type Combination, complement, MINUS_ONE, plus, without } from "./combination.js";
import { indicators } from "./indicators.js";
import type { Rows } from "./rows.js";

/** The number of the bit in the place of which a combination stands. */
const REPLACED = -1;

/** Which of the bits a side of a constraint vanishes with: with that bit, or with its complement. */
function literal(
  rows: Rows,
  side: Combination,
  replaced: Combination,
): { bit: number; positive: boolean } | undefined {
  const unknown = [...side.keys()].filter(rows.isUnknown);
  const alone = unknown.length === 1;
  const bit = alone ? unknown[0]! : REPLACED;
  const multiple = asMultiple(side, alone ? new Map([[bit, 1n]]) : replaced);
  if (multiple === undefined) return undefined;
  const { factor, rest } = multiple;
  if (rest === 0n) return { bit, positive: true };
  return rest === subtract(0n, factor) ? { bit, positive: false } : undefined;
}

/** The bits from the one that is 1 last to the one that is 1 first, as the open constraints put them in order. */
function order(rows: Rows, wires: readonly number[], replaced: Combination): number[] | undefined {
  const after = new Map<number, number>();
  for (const row of new Set(wires.flatMap((wire) => rows.uses(wire)))) {
    const { a, b, c } = rows.at(row);
    if (c.size > 0) continue;
    const [left, right] = [literal(rows, a, replaced), literal(rows, b, replaced)];
    if (left === undefined || right === undefined || left.positive === right.positive) continue;
    // x·(1 − y) = 0: x ≤ y
    const [x, y] = left.positive ? [left.bit, right.bit] : [right.bit, left.bit];
    if (x !== y) after.set(x, y);
  }
  const bits = [...wires, REPLACED];
  const later = new Set(after.values());
  const chain: number[] = [];
  for (let bit = bits.find((first) => !later.has(first)); bit !== undefined; bit = after.get(bit)) {
    chain.push(bit);
    if (chain.length > bits.length) return undefined;
  }
  return chain.length === bits.length && bits.every((bit) => chain.includes(bit)) ? chain : undefined;
}

/** @param held what a constraint holds to 0 or 1 @returns whether it is the last bit of such a count, and all were taken. */
export function takeUnary(rows: Rows, booleans: Booleans, held: Combination): boolean {
  const wires = [...held.keys()].filter(rows.isUnknown);
  if (wires.length === 0 || !wires.every((wire) => booleans.has(wire))) return false;
  const coefficient = held.get(wires[0]!)!;
  if (!wires.every((wire) => held.get(wire) === coefficient)) return false;
  // The bit that is replaced is held = sum − Σ wires, or 1 − held = sum − Σ wires.
  const replaced = coefficient === MINUS_ONE ? held : coefficient === 1n ? complement(held) : undefined;
  const chain = replaced && order(rows, wires, replaced);
  if (!chain) return false;
  const sum = without(replaced, rows.isUnknown);
  const bits = Array.from({ length: chain.length.toString(2).length }, () => rows.newWire());
  rows.steps.push({ kind: "bits", value: sum, bits: bits.map((wire, i) => [i, wire] as const) });
  for (const wire of bits) rows.learn(wire);
  const isSum = indicators(rows, bits);
  // The bit is 1 when the sum is none of 0, 1, … up to how many bits come after it.
  let value: Combination = new Map([[0, 1n]]);
  chain.reverse().forEach((bit, count) => {
    value = plus(value, isSum[count]!, MINUS_ONE);
    const wire = bit === REPLACED ? rows.newWire() : bit;
    rows.define(wire, value);
    value = new Map([[wire, 1n]]);
  });
  return true;
}
