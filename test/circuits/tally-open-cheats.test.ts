// Cheating witnesses of the circuit that opens the last state, on tally-open-8 without simplification.

import { openInput, planRollup, TALLY_8 } from "../../src/rollup/index.js";
import { caught as expectCaught } from "../support/circuits/caught.js";
import { Circuit, type Witness } from "../support/circuits/circuit.js";
import { Lie } from "../support/circuits/settle.js";
import { integersOf } from "../support/circuits/tally.js";
import { PROCESS_ID, randomVotes, seeded } from "../support/rollup/votes.js";

const INPUTS = ["z", "lastHi", "lastLo", "voteCount", "invalid", "results"].map((name) => `main.${name}`);

describe("cheating witnesses of tally-open-8", () => {
  let circuit: Circuit;
  let honest: Witness;
  before(async () => {
    circuit = new Circuit("tally-open-8-plain");
    const ballot = { maxCount: 3, maxValue: 2 };
    const plan = planRollup(
      TALLY_8,
      { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 9 },
      randomVotes(seeded(2), 20, ballot),
    );
    const input = Object.entries(openInput(plan)).map(([name, value]) => [name, integersOf(value)]);
    honest = await circuit.witness(Object.fromEntries(input));
  });
  const caught = (signal: string, value = 5n) =>
    expectCaught(circuit, new Lie(circuit, honest, INPUTS).set(`main.${signal}`, value), `main.${signal}`, 1);

  it("refuses results other than the state's", () => {
    for (const signal of ["voteCount", "invalid", "lastHi", "lastLo", "results[1][2]"])
      caught(`opened.${signal}`);
    caught("opened.weights.in[3]");
    caught("opened.weights.link[1].inputs[3]");
    caught("opened.weights.out");
  });

  it("refuses a state that is no hash", () => {
    caught("state");
    caught("opened.hash");
  });

  it("refuses a value at z that is another vector's", () => {
    caught("y");
    for (const signal of ["vector[0]", "vector[1]", "vector[17]", "z", "sum[9]", "y"])
      caught(`binding.${signal}`);
  });
});
