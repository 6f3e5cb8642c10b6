// The count in the clear and the circuit agree on every vote: random parameters, ballots valid and not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type BallotRules, Tally } from "../../src/ballot/index.js";
import { createWitnessCalculator, type WitnessCalculator } from "../../src/groth16/index.js";
import {
  batchInput,
  batchSignals,
  openInput,
  openSignals,
  planRollup,
  TALLY_8,
} from "../../src/rollup/index.js";
import { rejectsCode } from "../support/errors.js";
import { PROCESS_ID, randomVotes, seeded, voteBy, voteOf } from "../support/rollup/votes.js";

const calculator = (name: string): Promise<WitnessCalculator> =>
  createWitnessCalculator(readFileSync(new URL(`../../build/${name}/${name}.wasm`, import.meta.url)));

/** The public signals of a witness: 32 little-endian bytes each, after the constant 1. */
const signalsOf = (wires: Uint8Array, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => {
    const bytes = wires.slice(32 * (i + 1), 32 * (i + 2)).reverse();
    return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  });

const rules: fc.Arbitrary<BallotRules> = fc.record(
  {
    maxCount: fc.integer({ min: 1, max: 4 }),
    maxValue: fc.integer({ min: 0, max: 3 }),
    uniqueValues: fc.boolean(),
    costFromWeight: fc.boolean(),
    maxTotalCost: fc.oneof(fc.constantFrom(0, 1, 2, 3, 65_535), fc.integer({ min: 0, max: 40 })),
    costExponent: fc.oneof(fc.constantFrom(0, 1, 5000, 9999, 10_000, 10_001, 20_000, 65_535), fc.nat(65_535)),
  },
  { requiredKeys: ["maxCount", "maxValue"] },
);

describe("the tally circuit", () => {
  let batch: WitnessCalculator;
  let open: WitnessCalculator;
  before(async () => {
    [batch, open] = await Promise.all([calculator("tally-8"), calculator("tally-open-8")]);
  });

  /** Counts votes in the clear and in the circuit, batch by batch; all public signals must be alike. */
  async function agree(ballot: BallotRules, votes: ReturnType<typeof randomVotes>): Promise<void> {
    const plan = planRollup(
      TALLY_8,
      { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 9 },
      votes,
    );
    for (const planned of plan.batches) {
      const wires = await batch.calculate(batchInput(plan, planned));
      assert.deepEqual(signalsOf(wires, 5), batchSignals(planned));
    }
    assert.deepEqual(signalsOf(await open.calculate(openInput(plan)), 3), openSignals(plan));
    const tally = new Tally(ballot);
    for (const vote of votes) tally.add(vote);
    assert.equal(plan.last.invalid, tally.invalid);
    const { counts } = tally;
    const all = plan.last.results.map((row, m) => row.map((_, v) => counts[m]?.[v] ?? 0n));
    assert.deepEqual(plan.last.results, all);
    assert.equal(plan.last.voteCount, BigInt(votes.length));
  }

  it("counts as the count in the clear does", async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.nat(), fc.integer({ min: 1, max: 18 }), (ballot, seed, count) =>
        agree(ballot, randomVotes(seeded(seed), count, ballot)),
      ),
      { numRuns: 10 },
    );
  });

  it("decides costs at the limit and just above", async () => {
    for (const costExponent of [0, 5000, 9999, 10_001, 20_000, 65_535]) {
      for (const maxTotalCost of [1, 2, 3, 6]) {
        const random = seeded(costExponent);
        const ballots = [
          [0, 0, 0, 0],
          [1, 0, 0, 0],
          [1, 1, 0, 0],
          [1, 1, 1, 0],
          [2, 0, 0, 0],
          [2, 1, 0, 0],
          [3, 0, 0, 0],
          [3, 3, 3, 3],
        ];
        const ballot = { maxCount: 4, maxValue: 3, maxTotalCost, costExponent };
        await agree(
          ballot,
          ballots.map((votes) => voteOf(random, votes, 1n)),
        );
      }
    }
  });

  it("takes costs from the weight, up to the greatest", async () => {
    const random = seeded(4);
    const weights = [0n, 1n, 2n, 3n, 4n, 5n, 11n, 12n, 13n, 729n, (1n << 32n) - 1n, 1n << 32n];
    for (const costExponent of [5000, 10_000, 20_000, 65_535]) {
      const ballot = { maxCount: 4, maxValue: 3, costFromWeight: true, costExponent };
      await agree(
        ballot,
        [...weights, (1n << 128n) - 1n].map((weight) => voteOf(random, [3, 3, 3, 3], weight)),
      );
      await agree(
        ballot,
        weights.map((weight) => voteOf(random, [1, 2, 0, 0], weight)),
      );
    }
  });

  it("takes the longest order: nullifiers 1 and r − 1", async () => {
    const random = seeded(5);
    const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
    await agree({ maxCount: 2, maxValue: 1 }, [
      voteBy(random, 1n, [0, 1], 3n),
      voteBy(random, R - 1n, [1, 1], 4n),
      voteBy(random, 1n << 127n, [1, 0], 5n),
    ]);
  });

  it("has no witness for an altered input", async () => {
    const plan = planRollup(
      TALLY_8,
      {
        processId: PROCESS_ID,
        scope: 7n,
        ballot: { maxCount: 2, maxValue: 2, maxTotalCost: 3 },
        maxVoteOverwrites: 0,
      },
      randomVotes(seeded(6), 5, { maxCount: 2, maxValue: 2 }),
    );
    const input = batchInput(plan, plan.batches[0]!) as Record<string, unknown>;
    const params = input.params as bigint[];
    const real = input.real as number[];
    const gapLo = input.gapLo as bigint[];
    for (const change of [
      { y: (input.y as bigint) + 1n },
      { real: real.with(6, 1) },
      { real: real.with(0, 0) },
      { opened: (input.opened as number[]).with(7, 1) },
      { gapLo: gapLo.with(0, 1n << 127n) },
      { gapLo: gapLo.with(7, 1n) },
      { weight: (input.weight as bigint[]).with(7, 1n) },
      { weight: (input.weight as bigint[]).with(0, 1n << 128n) },
      { nonce: (input.nonce as bigint[]).map((nonce) => nonce + 1n) },
      ...[0n, 5n].map((maxCount) => ({ params: params.with(1, maxCount) })),
      { params: params.with(2, 4n) },
      ...[3, 4, 5].map((flag) => ({ params: params.with(flag, 2n) })),
      { params: params.with(6, 1n << 16n) },
      { params: params.with(9, 1n << 45n) },
    ]) {
      await rejectsCode("groth16/unsatisfied", batch.calculate({ ...input, ...change } as never));
    }
  });
});
