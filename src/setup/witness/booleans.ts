/**
 * Wires that constraints hold to 0 or 1, and one-hot groups of them: of the wires of a group and the rest, which is
 * 1 minus their sum, exactly one is 1.
 *
 * A constraint holds x to 0 or 1. If x is a wire, that wire is a bit. If x is a sum of bits, or 1 minus one, these are a
 * one-hot group: the rest is 0 or 1 as they are, and all together add up to 1, as integers too, because they are fewer
 * than r.
 */
import { type Combination, MINUS_ONE } from "./combination.js";
import type { Rows } from "./rows.js";

export class Booleans {
  readonly #rows: Rows;
  readonly #wires = new Set<number>();
  readonly #groups = new Map<number, readonly number[]>();

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  has(wire: number): boolean {
    return this.#wires.has(wire);
  }

  /** The one-hot group of a wire, when all its wires are unknown. */
  groupOf(wire: number): readonly number[] | undefined {
    const group = this.#groups.get(wire);
    return group?.every(this.#rows.isUnknown) ? group : undefined;
  }

  /** A wire that stands for what a constraint holds to 0 or 1. */
  add(wire: number): void {
    this.#wires.add(wire);
  }

  /** Finds them in some of the open constraints. */
  update(candidates: readonly number[]): void {
    const sums: number[][] = [];
    for (const row of candidates) {
      const held = this.#rows.held(row);
      const wires = held && sumOf(held);
      if (wires?.length === 1) this.#wires.add(wires[0]!);
      else if (wires !== undefined) sums.push(wires);
    }
    for (const wires of sums) {
      if (!wires.every((wire) => this.#wires.has(wire) && !this.#groups.has(wire))) continue;
      for (const wire of wires) this.#groups.set(wire, wires);
    }
  }
}

/** The wires of x = Σ wires, or of x = 1 − Σ wires; undefined for other combinations. */
function sumOf(x: Combination): number[] | undefined {
  const constant = x.get(0) ?? 0n;
  if (constant > 1n) return undefined;
  const expected = constant === 0n ? 1n : MINUS_ONE;
  const wires: number[] = [];
  for (const [wire, coefficient] of x) {
    if (wire === 0) continue;
    if (coefficient !== expected) return undefined;
    wires.push(wire);
  }
  return wires;
}
