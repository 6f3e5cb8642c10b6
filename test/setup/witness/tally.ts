/** Tally circuits' witness programs against circom's, wire by wire: batches, ordinary and at the edges, and inputs that no batch has. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BallotRules } from "../../../src/ballot/index.js";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import {
  type CircuitInput,
  createWitnessCalculator,
  type WitnessCalculator,
} from "../../../src/groth16/index.js";
import {
  batchInput,
  openInput,
  planRollup,
  type RollupPlan,
  type TallyInstance,
} from "../../../src/rollup/index.js";
import { compileWitnessProgram } from "../../../src/setup/index.js";
import { rejectsCode } from "../../support/errors.js";
import { PROCESS_ID, randomVotes, seeded, voteBy, voteOf } from "../../support/rollup/votes.js";

type Votes = Parameters<typeof planRollup>[2];

/** Plans: random rules and votes; one vote, full batches, and one more; overwrites; refused and unopened ballots; edges. */
function plansOf(size: TallyInstance): RollupPlan[] {
  const { slots, fields, values } = size;
  const plan = (ballot: BallotRules, votes: Votes) =>
    planRollup(size, { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 9 }, votes);
  const random = seeded(64);
  const rulesOf = (i: number): BallotRules => ({
    maxCount: 1 + (i % fields),
    maxValue: (5 * i + values - 1) % values,
    uniqueValues: i % 3 === 1,
    costFromWeight: i % 4 === 2,
    ...(i % 2 === 0 ? { maxTotalCost: random.below(40), costExponent: 5000 * (i % 5) } : {}),
  });
  const counts = [1, slots, slots + 1, slots - 1, 2 * slots - 3];
  const all = { maxCount: fields, maxValue: values - 1 };
  const cast = (value: number) => Array<number>(fields).fill(value);
  return [
    ...counts.map((count, i) => plan(rulesOf(i), randomVotes(random, count, rulesOf(i)))),
    plan(
      { ...all, costFromWeight: true, costExponent: 20_000 },
      [0n, 1n, (1n << 32n) - 1n, 1n << 32n, (1n << 128n) - 1n].map((weight) =>
        voteOf(random, cast(values - 1), weight),
      ),
    ),
    plan(all, [
      voteBy(random, 1n, cast(0), 3n, 9),
      { ...voteBy(random, 1n << 127n, cast(1), 5n, 1), ballot: null },
      voteBy(random, R - 1n, cast(255), 4n),
    ]),
  ];
}

const batchInputs = (plan: RollupPlan): CircuitInput[] =>
  plan.batches.map((batch) => batchInput(plan, batch));

/** A batch of a few votes with one input altered: none has a witness. */
function falseInputs(size: TallyInstance): CircuitInput[] {
  const { fields, values, slots } = size;
  const ballot = { maxCount: fields, maxValue: values - 1, maxTotalCost: 30 };
  const votes = randomVotes(seeded(6), 5, ballot);
  const plan = planRollup(size, { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 0 }, votes);
  const input = batchInput(plan, plan.batches[0]!) as Record<string, unknown>;
  const list = (name: string) => input[name] as bigint[];
  const cast = input.votes as number[][];
  const last = slots - 1;
  return [
    { y: (input.y as bigint) + 1n },
    { real: list("real").with(last - 1, 1n) },
    { real: list("real").with(0, 2n) },
    { opened: list("opened").with(last, 1n) },
    { gapLo: list("gapLo").with(0, 1n << 127n) },
    { gapHi: list("gapHi").with(0, (1n << 127n) - 1n) },
    { lastLo: R - 1n },
    { weight: list("weight").with(0, 1n << 128n) },
    { weight: list("weight").with(0, R - 1n) },
    ...[256, -1, 16 * values].map((value) => ({
      votes: cast
        .with(2, cast[2]!.with(fields - 1, value))
        .map((row) => row.map((v) => (v < 0 ? R - 1n : BigInt(v)))),
    })),
    ...[0n, BigInt(fields) + 1n, R - 1n].map((count) => ({ params: list("params").with(1, count) })),
    ...[BigInt(values), R - 1n].map((value) => ({ params: list("params").with(2, value) })),
    { params: list("params").with(3, 2n) },
    { params: list("params").with(6, 1n << 16n) },
    { params: list("params").with(6 + values, 1n << 45n) },
  ].map((change) => ({ ...input, ...change }) as CircuitInput);
}

const openInputs = (size: TallyInstance): CircuitInput[] => plansOf(size).map(openInput);

/** The same with one input altered. */
function falseOpenInputs(size: TallyInstance): CircuitInput[] {
  return openInputs(size).map((input) => ({ ...input, voteCount: ((input.voteCount as bigint) + 1n) % R }));
}

const BUILD = join(import.meta.dirname, "..", "..", "..", "build");

/** Tests both circuits of a size. @param program that of the build, or one made here */
export function describeTally(size: TallyInstance, program: "built" | "made"): void {
  const circuits = {
    [size.name]: {
      inputs: () => plansOf(size).flatMap(batchInputs),
      refused: () => falseInputs(size),
    },
    [size.open]: { inputs: () => openInputs(size), refused: () => falseOpenInputs(size) },
  };
  for (const [name, { inputs, refused }] of Object.entries(circuits)) {
    describe(`the witness program of ${name}`, () => {
      let ours: WitnessCalculator;
      let circoms: WitnessCalculator;
      before(async () => {
        const read = (extension: string) => readFileSync(join(BUILD, name, `${name}.${extension}`));
        const made = () => compileWitnessProgram({ r1cs: read("r1cs"), sym: read("sym").toString() });
        ours = await createWitnessCalculator(program === "built" ? read("pwit") : made());
        circoms = await createWitnessCalculator(read("wasm"));
      });

      it("gives circom's witness, wire by wire", async () => {
        for (const input of inputs())
          assert.ok(Buffer.from(await ours.calculate(input)).equals(await circoms.calculate(input)));
      });

      it("refuses what circom's refuses", async () => {
        for (const input of refused()) {
          await rejectsCode("groth16/unsatisfied", circoms.calculate(input));
          await rejectsCode("groth16/unsatisfied", ours.calculate(input));
        }
      });
    });
  }
}
