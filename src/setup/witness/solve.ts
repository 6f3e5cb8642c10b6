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
import type { R1cs } from "../formats/r1cs.js";
import { Booleans } from "./booleans.js";
import { takeDigits } from "./digits.js";
import { solveGroups } from "./groups.js";
import { takeInverse } from "./is-zero.js";
import { Rows } from "./rows.js";
import type { Step } from "./steps.js";
import { takeUnary } from "./unary.js";

export interface Solution {
  readonly steps: readonly Step[];
  /** The circuit's wires, and after them others that the steps use in between. */
  readonly wires: number;
}

/** Looks for the forms among some constraints; returns whether there was one. */
function recognise(rows: Rows, booleans: Booleans, candidates: readonly number[]): boolean {
  let progress = false;
  booleans.update(candidates);
  for (const row of candidates) {
    const held = rows.held(row);
    if (held === undefined) continue;
    if (takeDigits(rows, booleans, row, held) || takeUnary(rows, booleans, held)) progress = true;
    rows.propagate();
  }
  for (const row of candidates) {
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
    if (recognise(rows, booleans, rows.takeChanged())) progress = true;
    // A form is of several constraints, and not all of them need have changed: all are asked before giving up.
    progress ||= recognise(rows, booleans, [...rows.open]);
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
