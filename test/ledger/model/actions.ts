/** What happens in random histories. */
import fc from "fast-check";
import type { ModelKeykeepers } from "./ceremony.js";
import type { ModelProcess, StatusName } from "./model.js";

/** The most keykeepers of a process. */
export const KEYKEEPERS = 3;
export const VOTERS = ["ada", "bob", "carol", "eve"] as const;
export type Voter = (typeof VOTERS)[number];
export const MEMBERS = { first: ["ada", "bob"], second: ["ada", "bob", "carol"] } as const;
export type CensusName = keyof typeof MEMBERS;

const voter = fc.constantFrom<Voter>("ada", "ada", "ada", "bob", "bob", "carol", "eve");
/** Once in a while. */
const seldom = fc.integer({ min: 0, max: 11 }).map((n) => n === 0);
const censusName = fc.constantFrom<CensusName>("first", "second");
const action = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("vote" as const),
      voter,
      nonce: fc.constantFrom(0, 0, 1, 1, 2, 3),
      choice: fc.integer({ min: 0, max: 4 }),
      census: censusName,
      /** Names a census where the process has but one, or none where it is dynamic. */
      misnames: seldom,
      /** Names other keys than the process's. */
      miskeys: seldom,
      /** Has another length than sealed ballots of the process. */
      misfits: seldom,
      /** Is another voter's sealed package. */
      copies: seldom,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("register" as const),
      voter,
      nonce: fc.integer({ min: 0, max: 2 }),
      of: voter,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      to: fc.constantFrom<StatusName>(
        "READY",
        "READY",
        "READY",
        "PAUSED",
        "READY",
        "READY",
        "PAUSED",
        "PAUSED",
        "ENDED",
        "CANCELED",
        "RESULTS",
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("question" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("census" as const), to: censusName }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("keykeeper" as const),
      act: fc.constantFrom("deal" as const, "complain" as const, "confirm" as const, "reveal" as const),
      place: fc.integer({ min: 1, max: KEYKEEPERS }),
      dealer: fc.integer({ min: 1, max: KEYKEEPERS }),
      wrongTo: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([1, 2, 3]) },
      ),
      /** Is about another round than the present one. */
      misrounds: seldom,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("include" as const),
      votes: fc.array(
        fc.record({
          voter,
          nonce: fc.integer({ min: 0, max: 3 }),
          choice: fc.integer({ min: 0, max: 4 }),
          /** What is wrong with its package. */
          fault: fc.constantFrom("", "", "", "none", "another ballot", "other keys"),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("open-rollup" as const, "end-inclusion" as const, "end-inclusion" as const),
      oracles: fc.integer({ min: 1, max: 2 }),
    }),
  },
);
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Who can open sealed ballots: two in layers, or t of three. */
const keykeepers: fc.Arbitrary<ModelKeykeepers> = fc
  .record({
    kind: fc.constantFrom("layered" as const, "layered" as const, "threshold" as const),
    threshold: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ kind, threshold, more }) => ({
    kind,
    count: kind === "layered" ? 2 : KEYKEEPERS,
    threshold,
    confirmations: Math.min(KEYKEEPERS, threshold + more),
  }));

const process: fc.Arbitrary<ModelProcess> = fc
  .record({
    anonymous: fc.boolean(),
    autoStart: fc.boolean(),
    interruptible: fc.boolean(),
    dynamicCensus: fc.boolean(),
    serial: fc.boolean(),
    preRegister: fc.boolean(),
    startBlock: fc.integer({ min: 1, max: 5 }),
    blockCount: fc.integer({ min: 4, max: 30 }),
    overwrites: fc.integer({ min: 1, max: 2 }),
    questions: fc.integer({ min: 1, max: 3 }),
    sealed: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: keykeepers }),
  })
  .map((it) => ({
    ...it,
    preRegister: it.preRegister && it.anonymous,
    // Its key comes late: what is sealed ends soon, so that histories reach the count.
    blockCount: it.sealed ? 4 + (it.blockCount % 5) : it.blockCount,
  }));

const FOR_ROLLUP = { anonymous: true, serial: false, dynamicCensus: false, preRegister: false } as const;

export interface History {
  readonly process: ModelProcess;
  /** Whether a rollup is opened at once. */
  readonly rollup: boolean;
  /** Whether the keykeepers have a key before anything else happens. */
  readonly promptly: boolean;
  /** Keykeepers who do what the ceremony asks of them, one a block; the others do it by chance alone. */
  readonly diligent: readonly number[];
  /** For each block an action, or nothing. */
  readonly actions: readonly (Action | null)[];
  /** Where a snapshot is taken, as a part of the blocks. */
  readonly snapshotAt: number;
}

export const history: fc.Arbitrary<History> = fc
  .record({
    process,
    rollup: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
    promptly: seldom.map((not) => !not),
    diligent: fc.oneof(
      { weight: 3, arbitrary: fc.constant([1, 2, 3]) },
      { weight: 1, arbitrary: fc.subarray([1, 2, 3]) },
    ),
    actions: fc.array(fc.option(action, { freq: 12 }), { minLength: 20, maxLength: 45 }),
    snapshotAt: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  // A rollup counts anonymous votes of a fixed census, on all questions at once.
  .map((it) => (it.rollup ? { ...it, process: { ...it.process, ...FOR_ROLLUP } } : it));
