// That nothing is free in the tally circuit once the inputs are chosen: the rank of all its constraints' derivatives.
import assert from "node:assert/strict";
import { Circuit } from "../support/circuits/circuit.js";
import { degreesOfFreedom } from "../support/circuits/freedom.js";
import { mixedBatch, TALLY_INPUTS } from "../support/circuits/tally.js";

describe("the constraints of tally-8", () => {
  it("leave nothing free once the inputs are chosen, but the hints of IsZero for 0", async () => {
    const circuit = new Circuit("tally-8");
    const witness = await circuit.witness(mixedBatch());
    const idle = [...circuit.signals()].filter(
      ([signal, wire]) => signal.endsWith(".inv") && witness[wire] === 0n,
    );
    const inputs = TALLY_INPUTS.flatMap((input) => circuit.within(input));
    assert.equal(degreesOfFreedom(circuit.r1cs, witness, inputs), idle.length);
  });
});
