// What a prover could change, read from the constraints at one satisfying witness.
import { invert } from "./field.js";
import { type Combination, type Constraint, evaluate, mod, type R1cs, wiresOf } from "./r1cs.js";

const coefficientOf = (combination: Combination, wire: number): bigint =>
  combination.reduce((sum, [other, coefficient]) => (other === wire ? sum + coefficient : sum), 0n);

/**
 * The wires that can be altered, each alone and by one, without a constraint noticing. With the coefficients a, b, c
 * of a wire, ⟨A,w⟩⟨B,w⟩ − ⟨C,w⟩ changes by a⟨B,w⟩ + b⟨A,w⟩ + ab − c.
 */
export function unnoticedWires({ wires, constraints }: R1cs, witness: readonly bigint[]): number[] {
  const noticed = new Set<number>();
  for (const constraint of constraints) {
    const [a, b, c] = constraint;
    const [valueA, valueB] = [evaluate(a, witness), evaluate(b, witness)];
    for (const wire of wiresOf(constraint)) {
      if (noticed.has(wire)) continue;
      const [inA, inB, inC] = [a, b, c].map((side) => coefficientOf(side, wire)) as [bigint, bigint, bigint];
      if (mod(inA * valueB + inB * valueA + inA * inB - inC) !== 0n) noticed.add(wire);
    }
  }
  return Array.from({ length: wires - 1 }, (_, i) => i + 1).filter((wire) => !noticed.has(wire));
}

/** The part of a constraint's derivative at the witness, a⟨B,w⟩ + b⟨A,w⟩ − c for each wire, that is not 0. */
function derivative(constraint: Constraint, witness: readonly bigint[]): Map<number, bigint> {
  const [a, b, c] = constraint;
  const [valueA, valueB] = [evaluate(a, witness), evaluate(b, witness)];
  const row = new Map<number, bigint>();
  const add = (side: Combination, factor: bigint) => {
    for (const [wire, coefficient] of side) addTo(row, wire, coefficient * factor);
  };
  add(a, valueB);
  add(b, valueA);
  add(c, -1n);
  return row;
}

function addTo(row: Map<number, bigint>, wire: number, value: bigint): void {
  const sum = mod((row.get(wire) ?? 0n) + value);
  if (sum === 0n) row.delete(wire);
  else row.set(wire, sum);
}

/**
 * How many directions a prover could move in from this witness without touching the inputs: the number of
 * other wires, less the rank of the constraints' derivatives in them. At 0 the witness is alone: no other one
 * lies around it. (Bits are 0 or 1 on their own: their constraint's derivative, 2b − 1, is never 0.)
 */
export function degreesOfFreedom(
  { wires, constraints }: R1cs,
  witness: readonly bigint[],
  inputs: readonly number[],
): number {
  const given = new Set([0, ...inputs]);
  /** Rows by their pivot, each with pivot coefficient 1. */
  const pivots = new Map<number, Map<number, bigint>>();
  for (const constraint of constraints) {
    const row = derivative(constraint, witness);
    for (const wire of row.keys()) if (given.has(wire)) row.delete(wire);
    // A pivot's row may bring in wires of other pivots: a Map's loop comes to those that are added meanwhile.
    for (const [wire, value] of row) {
      for (const [other, coefficient] of pivots.get(wire) ?? []) addTo(row, other, -value * coefficient);
    }
    const [first] = row;
    if (!first) continue;
    const inverse = invert(first[1]);
    pivots.set(first[0], new Map([...row].map(([wire, value]) => [wire, mod(value * inverse)])));
  }
  return wires - given.size - pivots.size;
}
