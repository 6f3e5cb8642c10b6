// PROTOCOL section 3: what an honest voter can prove, at both depths.
import assert from "node:assert/strict";
import { poseidon2 } from "poseidon-lite";
import * as snarkjs from "snarkjs";
import {
  ARITY,
  type CensusInputs,
  censusTree,
  leafOf,
  type Member,
  pathOf,
  sparsePath,
  statement,
} from "../support/circuits/census.js";
import { Circuit } from "../support/circuits/circuit.js";
import { R } from "../support/circuits/r1cs.js";

const MAX_WEIGHT = 2n ** 128n - 1n;
const member = (seed: number, availableWeight: bigint): Member => ({
  secret: poseidon2([BigInt(seed), 1n]),
  availableWeight,
});

for (const [name, depth] of [
  ["census-7", 7],
  ["census-11", 11],
] as const) {
  describe(`honest witnesses of ${name}`, () => {
    let circuit: Circuit;
    before(() => {
      circuit = new Circuit(name);
    });

    async function accepts(inputs: CensusInputs): Promise<void> {
      const witness = await circuit.witness(inputs);
      assert.deepEqual(circuit.broken(witness), []);
      const { secret, scope, censusRoot, voteHash, weight, envelopeHash } = inputs;
      const nullifier = poseidon2([scope, secret]);
      const signals = [nullifier, censusRoot, scope, voteHash, weight, envelopeHash];
      assert.deepEqual(witness.slice(0, 7), [1n, ...signals]);
    }

    const last = ARITY ** depth - 1;
    for (const [place, index] of [
      ["first", 0],
      ["middle", (last + 1) / 2],
      ["last", last],
    ] as const) {
      for (const [size, weight] of [
        ["1", 1n],
        ["2^128 − 1", MAX_WEIGHT],
      ] as const) {
        it(`accepts the ${place} leaf of a full-size tree, weight ${size}`, async () => {
          const voter = member(1, weight);
          const neighbours = [0, 1, last >> 1, last - ARITY, last].map(
            (at) => [at, BigInt(at) + 77n] as const,
          );
          const leaves = new Map<number, bigint>([...neighbours, [index, leafOf(voter)]]);
          await accepts(statement(sparsePath(depth, leaves, index), voter));
        });
      }
    }

    it("accepts the first, a middle and the last leaf of a zk-kit tree", async () => {
      const voters = Array.from({ length: 100 }, (_, i) => member(i, BigInt(i + 1)));
      const tree = censusTree(depth, voters.map(leafOf));
      for (const index of [0, 50, 99]) {
        const path = pathOf(tree, index);
        assert.equal(statement(path, voters[index]!).censusRoot, tree.root);
        assert.deepEqual(path, sparsePath(depth, new Map(tree.leaves.entries()), index));
        await accepts(statement(path, voters[index]!, { weight: 1n }));
      }
    });

    it("has the witness that snarkjs computes", async () => {
      const voter = member(1, MAX_WEIGHT);
      const inputs = statement(sparsePath(depth, new Map([[3, leafOf(voter)]]), 3), voter);
      const file: { type: "mem"; data?: Uint8Array } = { type: "mem" };
      await snarkjs.wtns.calculate({ ...inputs }, `build/${name}/${name}.wasm`, file);
      assert.deepEqual(await snarkjs.wtns.exportJson(file as never), await circuit.witness(inputs));
    });

    it("accepts any part of the weight, none included", async () => {
      const voter = member(1, MAX_WEIGHT);
      const path = sparsePath(depth, new Map([[3, leafOf(voter)]]), 3);
      for (const weight of [0n, MAX_WEIGHT - 1n]) await accepts(statement(path, voter, { weight }));
    });

    it("accepts every scope, vote hash and envelope hash up to the field's edge", async () => {
      const voter = member(1, 5n);
      const path = sparsePath(depth, new Map([[3, leafOf(voter)]]), 3);
      await accepts(statement(path, voter, { scope: 0n, voteHash: 0n, envelopeHash: 0n }));
      await accepts(statement(path, voter, { scope: R - 1n, voteHash: R - 1n, envelopeHash: R - 1n }));
    });
  });
}

describe("the witness generator of census-7", () => {
  const voter = member(1, 10n);
  const path = sparsePath(7, new Map([[9, leafOf(voter)]]), 9);
  const honest = statement(path, voter);
  let circuit: Circuit;
  before(() => {
    circuit = new Circuit("census-7");
  });

  for (const [what, inputs] of [
    ["a weight above what is available", { ...honest, weight: 11n }],
    ["a weight of r − 5", { ...honest, weight: R - 5n }],
    ["a weight of 2^128", { ...statement(path, voter), availableWeight: 2n ** 128n, weight: 2n ** 128n }],
    ["another secret", { ...honest, secret: voter.secret + 1n }],
    ["another root", { ...honest, censusRoot: honest.censusRoot + 1n }],
    ["an altered child", { ...honest, nodes: path.with(4, path[4]!.with(7, 1n)) }],
  ] as const) {
    it(`stops at ${what}`, () => assert.rejects(circuit.witness(inputs), /Assert Failed/));
  }
});
