// What the compiled tally constraints are, apart from any attack: nothing is free but the hint of an IsZero whose input is
// 0, which stands in no output.
import assert from "node:assert/strict";
import { Circuit, type Witness } from "../support/circuits/circuit.js";
import { unnoticedWires } from "../support/circuits/freedom.js";
import { mixedBatch } from "../support/circuits/tally.js";

describe("the constraints of tally-8", () => {
  let circuit: Circuit;
  let witness: Witness;
  /** The inverses that IsZero is free to choose: those of 0. */
  let idle: number[];
  before(async () => {
    circuit = new Circuit("tally-8");
    witness = await circuit.witness(mixedBatch());
    idle = [...circuit.signals()]
      .filter(([signal, wire]) => signal.endsWith(".inv") && witness[wire] === 0n)
      .map(([, wire]) => wire);
  });

  it("hold every wire that matters: none can be altered by itself", () => {
    assert.deepEqual(unnoticedWires(circuit.r1cs, witness), idle);
    assert.ok(idle.length > 0);
  });
});
