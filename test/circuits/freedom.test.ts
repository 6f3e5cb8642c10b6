// The measures of what a prover could change, on systems small enough to know the answer.
import assert from "node:assert/strict";
import { degreesOfFreedom, unnoticedWires } from "../support/circuits/freedom.js";
import type { Constraint, R1cs } from "../support/circuits/r1cs.js";

// Wires: 1, x, a bit b, p = x · b, and q with q + b = x² (solved for nothing: it is one constraint).
const BIT: Constraint = [
  [[2, 1n]],
  [
    [2, 1n],
    [0, -1n],
  ],
  [],
];
const PRODUCT: Constraint = [[[1, 1n]], [[2, 1n]], [[3, 1n]]];
const SQUARE: Constraint = [
  [[1, 1n]],
  [[1, 1n]],
  [
    [4, 1n],
    [2, 1n],
  ],
];
const WITNESS = [1n, 5n, 1n, 5n, 24n];
const system = (...constraints: Constraint[]): R1cs => ({ wires: 5, constraints });

describe("degrees of freedom", () => {
  it("are none where each wire follows from the inputs", () => {
    assert.equal(degreesOfFreedom(system(BIT, PRODUCT, SQUARE), WITNESS, [1]), 0);
    assert.equal(degreesOfFreedom(system(SQUARE, PRODUCT, BIT), WITNESS, [1]), 0);
  });

  it("are one for each constraint that is missing", () => {
    assert.equal(degreesOfFreedom(system(PRODUCT, SQUARE), WITNESS, [1]), 1);
    assert.equal(degreesOfFreedom(system(SQUARE), WITNESS, [1]), 2);
    assert.equal(degreesOfFreedom(system(), WITNESS, [1]), 3);
  });

  it("are none the fewer for a constraint said twice", () => {
    assert.equal(degreesOfFreedom(system(PRODUCT, SQUARE, PRODUCT, SQUARE), WITNESS, [1]), 1);
  });
});

describe("unnoticed wires", () => {
  it("are those that no constraint holds", () => {
    assert.deepEqual(unnoticedWires(system(BIT, PRODUCT, SQUARE), WITNESS), []);
    assert.deepEqual(unnoticedWires(system(BIT, SQUARE), WITNESS), [3]);
    assert.deepEqual(unnoticedWires(system(PRODUCT), WITNESS), [4]);
  });

  it("are found where a change by one happens to fit", () => {
    // From b = 0, one step leads to b = 1, which is a bit as well.
    assert.deepEqual(unnoticedWires(system(BIT), [1n, 5n, 0n, 0n, 25n]), [1, 2, 3, 4]);
  });
});
