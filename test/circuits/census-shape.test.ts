// What the compiled constraints are, apart from any attack: nothing is free, nothing is superfluous, and each part
// costs what docs/circuits.md says.
import assert from "node:assert/strict";
import { leafOf, sparsePath, statement } from "../support/circuits/census.js";
import { Circuit, type Witness } from "../support/circuits/circuit.js";
import { degreesOfFreedom, unnoticedWires } from "../support/circuits/freedom.js";

const VOTER = { secret: 0xa11ce_5ec2e7n, availableWeight: 10n };
const INPUTS = [
  "censusRoot",
  "scope",
  "voteHash",
  "weight",
  "envelopeHash",
  "secret",
  "availableWeight",
  "nodes",
];
/** Constraints of each part, as in docs/circuits.md; of `among` and `parent`, one level's. */
const PARTS = {
  "main.identity": 213,
  "main.leafHash": 240,
  "main.nullifierHash": 240,
  "main.allowance": 256,
  "main.path.among": 7,
  "main.path.parent": 402,
  "main.voteHash": 1,
  "main.envelopeHash": 1,
};

for (const [name, depth] of [
  ["census-7", 7],
  ["census-11", 11],
] as const) {
  describe(`the constraints of ${name}`, () => {
    let circuit: Circuit;
    let witness: Witness;
    before(async () => {
      circuit = new Circuit(name);
      const neighbours = Array.from({ length: 20 }, (_, i) => [i, BigInt(i) + 77n] as const);
      const leaves = new Map<number, bigint>([...neighbours, [17, leafOf(VOTER)]]);
      witness = await circuit.witness(statement(sparsePath(depth, leaves, 17), VOTER, { weight: 7n }));
    });

    it("hold every wire: none can be altered by itself", () => {
      assert.deepEqual(unnoticedWires(circuit.r1cs, witness), []);
    });

    it("leave nothing free once the inputs are chosen", () => {
      const inputs = INPUTS.flatMap((input) => circuit.within(`main.${input}`));
      assert.equal(inputs.length, 7 + 8 * depth);
      assert.equal(degreesOfFreedom(circuit.r1cs, witness, inputs), 0);
    });

    it("are divided among the parts as documented", () => {
      const total = new Map<string, number>();
      for (const constraint of circuit.r1cs.constraints) {
        const part = mainPart(circuit.names(constraint));
        total.set(part, (total.get(part) ?? 0) + 1);
      }
      const expected = Object.entries(PARTS).map(([part, count]) => [
        part,
        part.startsWith("main.path.") ? count * depth : count,
      ]);
      assert.deepEqual(Object.fromEntries(total), Object.fromEntries(expected));
    });
  });
}

/** The part that most of a constraint's signals belong to; those of other parts are its inputs and outputs. */
function mainPart(signals: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const signal of signals) {
    const part = Object.keys(PARTS).find((part) => signal.startsWith(part));
    if (part) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), ["none", 0] as const)[0];
}
