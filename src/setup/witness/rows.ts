/**
 * A circuit's constraints while they are put in order: which wires are known, which constraints no step holds yet, and
 * which of these have become ready. Each wire that is learned touches only the constraints that have it.
 */
import type { R1cs, SparseMatrix } from "../formats/r1cs.js";
import {
  addRow,
  type Combination,
  type Constraint,
  heldToBit,
  NOTHING,
  ONE,
  quickInverse,
  without,
} from "./combination.js";
import type { Step } from "./steps.js";

function rowOf(
  { values }: R1cs,
  { rowStart, wires, coefficients }: SparseMatrix,
  row: number,
): Map<number, bigint> {
  const combination = new Map<number, bigint>();
  for (let term = rowStart[row]!; term < rowStart[row + 1]!; term++) {
    const value = values[coefficients[term]!]!;
    if (value !== 0n) combination.set(wires[term]!, value);
  }
  return combination;
}

const ascending = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);

export class Rows {
  readonly steps: Step[] = [];
  /** The wires from 1 to this one are the circuit's outputs. */
  readonly outputs: number;
  /** Constraints that no step holds yet. */
  readonly open = new Set<number>();
  readonly #constraints: Constraint[] = [];
  readonly #known = new Set<number>([0]);
  /** Constraints by unknown wire; some of them may be closed. */
  readonly #uses = new Map<number, Set<number>>();
  /** How many unknown wires each constraint has. */
  readonly #unknown: number[] = [];
  readonly #ready: number[] = [];
  /** Constraints that changed, or had a wire learned, since they were last asked for. */
  #touched = new Set<number>();
  /** The same, since `takeChanged` was called. */
  #changed = new Set<number>();
  /** What open constraints hold to 0 or 1. */
  readonly #held = new Map<number, Combination>();
  /** Wires, and after the circuit's own those that the steps use in between. */
  #wires: number;

  constructor(r1cs: R1cs, inputs: Iterable<number>) {
    this.outputs = r1cs.nOutputs;
    this.#wires = r1cs.nWires;
    for (const wire of inputs) this.#known.add(wire);
    for (let row = 0; row < r1cs.nConstraints; row++) {
      const [a, b, c] = [rowOf(r1cs, r1cs.a, row), rowOf(r1cs, r1cs.b, row), rowOf(r1cs, r1cs.c, row)];
      this.add({ a, b, c });
    }
  }

  get wires(): number {
    return this.#wires;
  }

  readonly isKnown = (wire: number): boolean => this.#known.has(wire);
  readonly isUnknown = (wire: number): boolean => !this.#known.has(wire);

  at(row: number): Constraint {
    return this.#constraints[row]!;
  }

  /** What an open constraint holds to 0 or 1, if it does. */
  held(row: number): Combination | undefined {
    return this.#held.get(row);
  }

  /** The open constraints with an unknown wire, ascending. */
  uses(wire: number): number[] {
    return ascending(this.#uses.get(wire) ?? []).filter((row) => this.open.has(row));
  }

  add(constraint: Constraint): void {
    const row = this.#constraints.push(constraint) - 1;
    this.open.add(row);
    this.#enter(row);
  }

  close(row: number): void {
    this.open.delete(row);
    this.#held.delete(row);
  }

  newWire(): number {
    return this.#wires++;
  }

  /** Notes a constraint's unknown wires, and what it holds to 0 or 1. */
  #enter(row: number): void {
    const constraint = this.#constraints[row]!;
    const { a, b, c } = constraint;
    let unknown = 0;
    for (const wire of new Set([...a.keys(), ...b.keys(), ...c.keys()])) {
      if (this.#known.has(wire)) continue;
      unknown += 1;
      const uses = this.#uses.get(wire);
      if (uses === undefined) this.#uses.set(wire, new Set([row]));
      else uses.add(row);
    }
    this.#unknown[row] = unknown;
    if (unknown <= 1) this.#ready.push(row);
    this.#touch(row);
    const held = heldToBit(constraint);
    if (held === undefined) this.#held.delete(row);
    else this.#held.set(row, held);
  }

  #touch(row: number): void {
    this.#touched.add(row);
    this.#changed.add(row);
  }

  learn(wire: number): void {
    if (this.#known.has(wire)) return;
    this.#known.add(wire);
    for (const row of ascending(this.#uses.get(wire) ?? [])) {
      if (!this.open.has(row)) continue;
      this.#touch(row);
      this.#unknown[row]! -= 1;
      if (this.#unknown[row]! <= 1) this.#ready.push(row);
    }
    this.#uses.delete(wire);
  }

  /** wire = scale·(a·b − c) */
  define(wire: number, a: Combination, b = ONE, c = NOTHING, scale = 1n): void {
    this.steps.push({ kind: "define", wire, a, b, c, scale });
    this.learn(wire);
  }

  /** Whether the product of a constraint is known. */
  #hasProduct(row: number): boolean {
    const { a, b } = this.#constraints[row]!;
    for (const wire of a.keys()) if (!this.#known.has(wire)) return false;
    for (const wire of b.keys()) if (!this.#known.has(wire)) return false;
    return true;
  }

  /** Settles what the known wires settle: checks, and constraints with one unknown wire beside their product. */
  propagate(): void {
    for (let next = 0; next < this.#ready.length; next++) {
      const row = this.#ready[next]!;
      if (!this.open.has(row)) continue;
      const { a, b, c } = this.#constraints[row]!;
      if (this.#unknown[row] === 0) {
        this.close(row);
        this.steps.push({ kind: "check", a, b, c });
        continue;
      }
      if (!this.#hasProduct(row)) continue;
      const wire = [...c.keys()].find(this.isUnknown)!;
      this.close(row);
      this.define(wire, a, b, without(c, this.isUnknown), quickInverse(c.get(wire)!));
    }
    this.#ready.length = 0;
  }

  /** Open constraints whose products are known, as far as they were touched since the last call, ascending. */
  takeProducts(): number[] {
    const touched = ascending(this.#touched);
    this.#touched = new Set();
    return touched.filter((row) => this.open.has(row) && this.#hasProduct(row));
  }

  /** Open constraints that were touched since the last call, ascending. */
  takeChanged(): number[] {
    const changed = ascending(this.#changed);
    this.#changed = new Set();
    return changed.filter((row) => this.open.has(row));
  }

  /** Replaces wires by what they are combinations of, in every open constraint. */
  substitute(wires: ReadonlyMap<number, Combination>): void {
    const substituted = (combination: Combination): Combination => {
      if (![...combination.keys()].some((wire) => wires.has(wire))) return combination;
      const result = without(combination, (wire) => wires.has(wire));
      for (const [wire, coefficient] of combination) {
        const value = wires.get(wire);
        if (value !== undefined) addRow(result, value, coefficient);
      }
      return result;
    };
    const changed = new Set([...wires.keys()].flatMap((wire) => this.uses(wire)));
    for (const row of ascending(changed)) {
      const { a, b, c } = this.#constraints[row]!;
      for (const wire of [...a.keys(), ...b.keys(), ...c.keys()]) this.#uses.get(wire)?.delete(row);
      this.#constraints[row] = { a: substituted(a), b: substituted(b), c: substituted(c) };
      this.#enter(row);
    }
  }
}
