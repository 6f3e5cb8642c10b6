/**
 * The order in which a circuit's constraints A·B = C give its wires, from its inputs on.
 *
 * A constraint whose left and right sides are known and that has one unknown wire on its other side defines that
 * wire; several define theirs together (`groups.ts`). What circom computes by `<--` has no such constraint. Of these,
 * three forms are recognised, each by constraints that leave no other value:
 *
 *   digits of a number: bits, and one-hot wires as digits of a larger base (`digits.ts`)
 *   unary counts: a row of bits that never falls, by their sum (`unary.ts`)
 *   the inverse by which a circuit asks whether a value is 0 (`is-zero.ts`)
 *
 * Other circuits have to be computed by circom's own program.
 */
import { ensureAble } from "../../errors/index.js";
<<<<<<< HEAD
import { add, inverse, multiply, subtract } from "../field.js";
import type { R1cs, SparseMatrix } from "../formats/r1cs.js";

/** A combination of wires: coefficients in [1, r) by wire. */
export type Combination = ReadonlyMap<number, bigint>;

export type Step =
  /** wire = scale·(a·b − c) */
  | {
      readonly kind: "define";
      readonly wire: number;
      readonly a: Combination;
      readonly b: Combination;
      readonly c: Combination;
      readonly scale: bigint;
    }
  /** Each wire is that bit of the value, an integer in [0, r). */
  | {
      readonly kind: "bits";
      readonly value: Combination;
      readonly bits: readonly (readonly [bit: number, wire: number])[];
    }
  /** a·b = c */
  | {
      readonly kind: "check";
      readonly a: Combination;
      readonly b: Combination;
      readonly c: Combination;
    };

interface Constraint {
  readonly a: Combination;
  readonly b: Combination;
  readonly c: Combination;
}

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

const scaled = (combination: Combination, factor: bigint): Map<number, bigint> =>
  new Map([...combination].map(([wire, coefficient]) => [wire, multiply(coefficient, factor)]));

/** The combination without some wires. */
const without = (combination: Combination, left: (wire: number) => boolean): Map<number, bigint> =>
  new Map([...combination].filter(([wire]) => !left(wire)));

/** a − b is a constant: what it is; undefined when it is not. */
function constantDifference(a: Combination, b: Combination): bigint | undefined {
  for (const wire of new Set([...a.keys(), ...b.keys()])) {
    if (wire !== 0 && (a.get(wire) ?? 0n) !== (b.get(wire) ?? 0n)) return undefined;
  }
  return subtract(a.get(0) ?? 0n, b.get(0) ?? 0n);
}

/**
 * What a constraint holds to 0 or 1: two combinations, x and 1 − x, when it is x·(x − 1) = 0 up to factors; or none.
 */
function heldToBit({ a, b, c }: Constraint): Map<number, bigint>[] {
  const held: Map<number, bigint>[] = [];
  if (c.size > 0) return held;
  for (const [left, right] of [
    [a, b],
    [b, a],
  ] as const) {
    const wire = [...left.keys()].find((key) => key !== 0);
    const other = wire === undefined ? undefined : right.get(wire);
    if (wire === undefined || other === undefined) continue;
    // right = f·left + d: then left·(f·left + d) = 0, so left is 0 or −d/f, and −f·left/d is 0 or 1.
    const f = multiply(other, inverse(left.get(wire)!));
    const d = constantDifference(right, scaled(left, f));
    if (d === undefined || d === 0n) continue;
    held.push(scaled(left, multiply(subtract(0n, f), inverse(d))));
  }
  return held;
}

/** One of some linear equations: the unknown wires' coefficients, and which products, how often, they add up to. */
interface Equation {
  readonly unknown: Map<number, bigint>;
  readonly products: Map<number, bigint>;
}

/** target += factor·row, without what cancels out. */
function addRow(target: Map<number, bigint>, row: ReadonlyMap<number, bigint>, factor: bigint): void {
  for (const [key, value] of row) {
    const sum = add(target.get(key) ?? 0n, multiply(value, factor));
    if (sum === 0n) target.delete(key);
    else target.set(key, sum);
  }
}

/**
 * Solves linear equations for as many unknowns as they determine (Gauss and Jordan).
 * @returns each of those as a combination of products and of the other unknowns, and the sums of products that must
 *   vanish.
 */
function solveLinear(equations: readonly Equation[]) {
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

/** The powers of two by value, as far as sums of them stay integers below r. */
const BITS = new Map(Array.from({ length: 253 }, (_, i) => [1n << BigInt(i), i] as const));

const ONE: Combination = new Map([[0, 1n]]);
const NOTHING: Combination = new Map();

class Solver {
  readonly #steps: Step[] = [];
  readonly #constraints: Constraint[] = [];
  /** Constraints that no step holds yet. */
  readonly #open = new Set<number>();
  readonly #known = new Set<number>([0]);
  readonly #nWires: number;
  /** Constraints by wire, and how many unknown wires each has. */
  readonly #uses = new Map<number, number[]>();
  readonly #unknown: number[] = [];
  readonly #ready: number[] = [];
  /** Wires, and after the circuit's own those that hold products. */
  #wires: number;

  constructor(r1cs: R1cs, inputs: Iterable<number>) {
    const { nWires, nConstraints } = r1cs;
    this.#nWires = nWires;
    this.#wires = nWires;
    for (const wire of inputs) this.#known.add(wire);
    for (let row = 0; row < nConstraints; row++) {
      const [a, b, c] = [rowOf(r1cs, r1cs.a, row), rowOf(r1cs, r1cs.b, row), rowOf(r1cs, r1cs.c, row)];
      this.#addConstraint({ a, b, c });
    }
  }

  readonly #isKnown = (wire: number): boolean => this.#known.has(wire);
  readonly #isUnknown = (wire: number): boolean => !this.#known.has(wire);

  #addConstraint(constraint: Constraint): void {
    const row = this.#constraints.push(constraint) - 1;
    this.#open.add(row);
    this.#count(row);
  }

  /** Counts a constraint's unknown wires and notes who they are. */
  #count(row: number): void {
    const { a, b, c } = this.#constraints[row]!;
    const wires = [...new Set([...a.keys(), ...b.keys(), ...c.keys()])].filter(this.#isUnknown);
    this.#unknown[row] = wires.length;
    for (const wire of wires) this.#uses.set(wire, [...(this.#uses.get(wire) ?? []), row]);
    if (wires.length <= 1) this.#ready.push(row);
  }

  #learn(wire: number): void {
    if (this.#known.has(wire)) return;
    this.#known.add(wire);
    for (const row of this.#uses.get(wire) ?? []) if (--this.#unknown[row]! <= 1) this.#ready.push(row);
  }

  /** Settles what the known wires settle. */
  #propagate(): void {
    for (let next = 0; next < this.#ready.length; next++) {
      const row = this.#ready[next]!;
      if (!this.#open.has(row)) continue;
      const { a, b, c } = this.#constraints[row]!;
      if (this.#unknown[row] === 0) {
        this.#open.delete(row);
        this.#steps.push({ kind: "check", a, b, c });
        continue;
      }
      if ([...a.keys(), ...b.keys()].some(this.#isUnknown)) continue;
      const wire = [...c.keys()].find(this.#isUnknown)!;
      this.#open.delete(row);
      const known = without(c, this.#isUnknown);
      this.#steps.push({ kind: "define", wire, a, b, c: known, scale: inverse(c.get(wire)!) });
      this.#learn(wire);
    }
    this.#ready.length = 0;
  }

  /** Open constraints whose products are known, in groups that share unknown wires. */
  #groups(): number[][] {
    const waiting = new Set(
      [...this.#open].filter((row) => {
        const { a, b } = this.#constraints[row]!;
        return ![...a.keys(), ...b.keys()].some(this.#isUnknown);
      }),
    );
    const groups: number[][] = [];
    for (const start of waiting) {
      waiting.delete(start);
      const group = [start];
      for (const row of group) {
        for (const wire of this.#constraints[row]!.c.keys()) {
          if (this.#isKnown(wire)) continue;
          for (const other of this.#uses.get(wire)!) if (waiting.delete(other)) group.push(other);
        }
      }
      groups.push(group);
    }
    return groups;
  }

  /** Replaces wires by what they are combinations of, in every open constraint. */
  #substitute(wires: ReadonlyMap<number, Combination>): void {
    const substituted = (combination: Combination): Combination => {
      if (![...combination.keys()].some((wire) => wires.has(wire))) return combination;
      const result = without(combination, (wire) => wires.has(wire));
      for (const [wire, coefficient] of combination) {
        const value = wires.get(wire);
        if (value !== undefined) addRow(result, value, coefficient);
      }
      return result;
    };
    for (const row of this.#open) {
      const { a, b, c } = this.#constraints[row]!;
      this.#constraints[row] = { a: substituted(a), b: substituted(b), c: substituted(c) };
    }
    this.#uses.clear();
    for (const row of this.#open) this.#count(row);
  }

  /**
   * Computes the products of a group of constraints, and takes them as linear equations for their unknown wires: as
   * many of those as there are equations are combinations of products and of the others.
   */
  #solveGroup(group: readonly number[]): ReadonlyMap<number, Combination> {
    const equations = group.map((row) => {
      const { a, b, c } = this.#constraints[row]!;
      const wire = this.#wires++;
      this.#steps.push({ kind: "define", wire, a, b, c: without(c, this.#isUnknown), scale: 1n });
      this.#known.add(wire);
      this.#open.delete(row);
      return { unknown: without(c, this.#isKnown), products: new Map([[wire, 1n]]) };
    });
    const { wires, vanishing } = solveLinear(equations);
    for (const a of vanishing) this.#steps.push({ kind: "check", a, b: ONE, c: NOTHING });
    return wires;
  }

  /** Does so for all groups; returns whether there are any. */
  #solveGroups(): boolean {
    const solved = this.#groups().map((group) => this.#solveGroup(group));
    const wires = new Map(solved.flatMap((some) => [...some]));
    this.#substitute(wires);
    for (const [wire, a] of wires) this.#addConstraint({ a, b: ONE, c: new Map([[wire, 1n]]) });
    this.#propagate();
    return solved.length > 0;
  }

  /** Wires that their constraints hold to 0 or 1. */
  #booleans(): Set<number> {
    const booleans = new Set<number>();
    for (const constraint of this.#constraints) {
      if (constraint.a.size > 2 || constraint.b.size > 2) continue;
      for (const held of heldToBit(constraint))
        for (const [wire, coefficient] of held) if (held.size === 1 && coefficient === 1n) booleans.add(wire);
    }
    return booleans;
  }

  /**
   * Takes a sum of bits apart: 2^j·held = x − Σ 2^i·b_i for some j, x known and the i different and not j.
   * @returns whether the constraint is one.
   */
  #takeBits(held: Combination, booleans: ReadonlySet<number>): boolean {
    const unknown = [...held].filter(([wire]) => this.#isUnknown(wire));
    if (unknown.length === 0 || !unknown.every(([wire]) => booleans.has(wire))) return false;
    for (const [power, j] of BITS) {
      const bits = unknown.map(
        ([wire, coefficient]) => [BITS.get(subtract(0n, multiply(coefficient, power))) ?? -1, wire] as const,
      );
      const places = new Set([j, ...bits.map(([bit]) => bit)]);
      if (places.has(-1) || places.size !== bits.length + 1) continue;
      const known = without(held, this.#isUnknown);
      this.#steps.push({ kind: "bits", value: scaled(known, power), bits });
      for (const [, wire] of bits) this.#learn(wire);
      return true;
    }
    return false;
  }

  solve(): Solution {
    const booleans = this.#booleans();
    this.#propagate();
    for (let progress = true; progress; ) {
      progress = this.#solveGroups();
      for (const row of [...this.#open]) {
        const held = heldToBit(this.#constraints[row]!);
        if (held.some((combination) => this.#takeBits(combination, booleans))) progress = true;
        this.#propagate();
      }
    }
    for (let wire = 0; wire < this.#nWires; wire++) {
      ensureAble(
        this.#known.has(wire),
        "setup/witness-unsolved",
        `the constraints do not determine wire ${wire}: use circom's own witness program for this circuit`,
      );
    }
    ensureAble(
      this.#open.size === 0,
      "setup/witness-unsolved",
      () => `constraint ${[...this.#open][0]} was neither used nor checked`,
    );
    return { steps: this.#steps, wires: this.#wires };
  }
}
=======
import type { R1cs } from "../formats/r1cs.js";
import { Booleans } from "./booleans.js";
import { takeDigits } from "./digits.js";
import { solveGroups } from "./groups.js";
import { takeInverse } from "./is-zero.js";
import { Rows } from "./rows.js";
import type { Step } from "./steps.js";
import { takeUnary } from "./unary.js";
>>>>>>> 8d04d9c (setup: witness programs of circuits with one-hot digits, unary counts, borrows and questions whether a value is 0)

export interface Solution {
  readonly steps: readonly Step[];
  /** The circuit's wires, and after them others that the steps use in between. */
  readonly wires: number;
}

/** Looks for the forms among all open constraints; returns whether there was one. */
function recognise(rows: Rows, booleans: Booleans): boolean {
  let progress = false;
  booleans.update();
  for (const [row, held] of [...rows.held()]) {
    if (!rows.open.has(row)) continue;
    if (takeDigits(rows, booleans, row, held) || takeUnary(rows, booleans, held)) progress = true;
    rows.propagate();
  }
  for (const row of [...rows.open]) {
    if (!rows.open.has(row) || !takeInverse(rows, row)) continue;
    progress = true;
    rows.propagate();
  }
  return progress;
}

/**
 * Puts a circuit's constraints in the order in which they can be computed.
 * @param inputs the wires of the circuit's inputs
 * @throws PsephosError `setup/witness-unsolved` for a circuit that also computes otherwise than by its constraints.
 */
export function solveOrder(r1cs: R1cs, inputs: Iterable<number>): Solution {
  const rows = new Rows(r1cs, inputs);
  const booleans = new Booleans(rows);
  rows.propagate();
  for (let progress = true; progress; ) {
    progress = solveGroups(rows);
    if (recognise(rows, booleans)) progress = true;
  }
  for (let wire = 0; wire < r1cs.nWires; wire++) {
    ensureAble(
      rows.isKnown(wire),
      "setup/witness-unsolved",
      `the constraints do not determine wire ${wire}: use circom's own witness program for this circuit`,
    );
  }
  ensureAble(
    rows.open.size === 0,
    "setup/witness-unsolved",
    () => `constraint ${[...rows.open][0]} was neither used nor checked`,
  );
  return { steps: rows.steps, wires: rows.wires };
}
