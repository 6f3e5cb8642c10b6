/** Linear equations over the field, for wires that several constraints give together. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { inverse, subtract } from "../field.js";
import { addRow, type Combination, scaled } from "./combination.js";

/** One of some linear equations: the unknown wires' coefficients, and which products, how often, they add up to. */
export interface Equation {
  readonly unknown: Map<number, bigint>;
  readonly products: Map<number, bigint>;
}

/**
 * Solves linear equations for as many unknowns as they determine (Gauss and Jordan).
 * @returns each of those as a combination of products and of the other unknowns, and the sums of products that must
 *   vanish.
 */
export function solveLinear(equations: readonly Equation[]) {
  const solved = new Map<number, Equation>();
  const vanishing: ReadonlyMap<number, bigint>[] = [];
  for (const { unknown, products } of equations) {
    const row = { unknown: new Map(unknown), products: new Map(products) };
    for (const [wire, pivot] of solved) {
      const factor = subtract(0n, row.unknown.get(wire) ?? 0n);
      if (factor === 0n) continue;
      addRow(row.unknown, pivot.unknown, factor);
      addRow(row.products, pivot.products, factor);
    }
    const [first] = row.unknown;
    if (first === undefined) {
      vanishing.push(row.products);
      continue;
    }
    const [wire, coefficient] = first;
    const factor = inverse(coefficient);
    const pivot = { unknown: scaled(row.unknown, factor), products: scaled(row.products, factor) };
    for (const other of solved.values()) {
      const minus = subtract(0n, other.unknown.get(wire) ?? 0n);
      if (minus === 0n) continue;
      addRow(other.unknown, pivot.unknown, minus);
      addRow(other.products, pivot.products, minus);
    }
    solved.set(wire, pivot);
  }
  const wires = new Map<number, Combination>();
  for (const [wire, { unknown, products }] of solved) {
    const rest = scaled(unknown, SCALAR_FIELD_ORDER - 1n);
    rest.delete(wire);
    wires.set(wire, new Map([...products, ...rest]));
  }
  return { wires, vanishing };
}
