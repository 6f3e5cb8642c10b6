// The circuits that proofs are made with, at their smallest.
import { R } from "../r1cs.js";
import type { Told } from "../subject.js";
import { pathNodes } from "./hashes.js";
import { type Hash, lie, type Piece } from "./piece.js";
import { paramsOf, type Sheet } from "./rules.js";
import { LENGTH, packed } from "./votes.js";

const DEPTH = 2;
export const CENSUS: Piece = {
  name: "census-proof",
  file: "census_proof.circom",
  template: "CensusProof",
  params: [DEPTH],
  uses: ["WithinAllowance", "MembershipPath"],
  bound: ["voteHash", "envelopeHash"],
  fits: [["censusRoot", "path.parent[1].out"]],
  statements: (hash) => {
    const leafOf = (secret: bigint, weight: bigint) => hash([hash([secret]), weight]);
    const claim = (
      secret: bigint,
      weight: bigint,
      availableWeight: bigint,
      at: readonly [number, number] = [2, 5],
    ) => {
      const nodes = pathNodes(hash, leafOf(secret, availableWeight), at);
      const publicly = {
        censusRoot: hash(nodes[1]!),
        scope: 5n,
        voteHash: 9n,
        weight: (weight + R) % R,
        envelopeHash: 13n,
      };
      return { ...publicly, secret, availableWeight, nodes };
    };
    return {
      true: { all: claim(1234n, 10n, 10n), part: claim(77n, 3n, 10n, [0, 7]) },
      false: {
        "another's leaf": { ...claim(1234n, 10n, 10n), secret: 4321n },
        "more weight than the census gives": { ...claim(1234n, 10n, 10n), availableWeight: 1000n },
        "more weight than available": claim(1234n, 11n, 10n),
        "minus five": claim(1234n, -5n, 10n),
        "other nodes": {
          ...claim(1234n, 10n, 10n),
          nodes: [claim(1234n, 10n, 10n).nodes[1]!, claim(1234n, 10n, 10n).nodes[0]!],
        },
        "another census": { ...claim(1234n, 10n, 10n), censusRoot: 5n },
      },
    };
  },
  lies: [
    lie("the leaf of another", "another's leaf", (told) => told.set("identity.inputs[0]", 1234n)),
    lie("the commitment of another", "another's leaf", (told) =>
      told.set("commitment", told.value("commitment") + 1n),
    ),
    lie("a leaf of less weight", "more weight than the census gives", (told) =>
      told.set("leafHash.inputs[1]", 10n),
    ),
    lie("other weights ranged", "more weight than available", (told) =>
      told.set("allowance.availableWeight", 11n),
    ),
    lie("another weight ranged", "minus five", (told) => told.set("allowance.weight", 5n)),
  ],
};

const [SLOTS, FIELDS, VALUES] = [8, 2, 2];
interface Vote {
  readonly votes: readonly number[];
  readonly weight?: bigint;
  readonly gap?: bigint;
  readonly real?: bigint;
  readonly opened?: bigint;
}
const EMPTY: Vote = { votes: [0, 0], weight: 0n, gap: 0n, real: 0n, opened: 0n };
const RULES: Sheet = { maxCount: 1, maxValue: 1 };
const ALL: Sheet = { maxCount: 2, maxValue: 1, unique: 1n };

function batch(hash: Hash, sheet: Sheet, given: readonly Vote[]): Record<string, unknown> {
  let nullifier = 8n;
  const slots = Array.from({ length: SLOTS }, (_, i) => given[i] ?? EMPTY).map((vote, i) => {
    const { votes, weight = BigInt(10 + i), gap = 100n, real = 1n, opened = 1n } = vote;
    nullifier += gap + real;
    const nonce = BigInt(900 + i);
    const voteHash = hash([BigInt(sheet.maxCount) * LENGTH + packed(votes), nonce, nullifier]);
    return {
      real,
      opened,
      gapHi: 0n,
      gapLo: gap,
      weight,
      voteHash,
      envelopeHash: BigInt(500 + i),
      votes: votes.map(BigInt),
      nonce,
    };
  });
  const columns = Object.keys(slots[0]!).map((name) => [
    name,
    slots.map((slot) => slot[name as keyof typeof slot]),
  ]);
  return {
    z: 11n,
    y: 0n,
    params: paramsOf(sheet, VALUES),
    lastHi: 0n,
    lastLo: 8n,
    voteCount: 3n,
    invalid: 4n,
    results: [
      [50n, 60n],
      [70n, 80n],
    ],
    ...Object.fromEntries(columns),
  };
}

const VOTES: readonly Vote[] = [
  { votes: [1, 0] },
  { votes: [0, 0] },
  { votes: [2, 0] },
  { votes: [1, 0] },
  { votes: [0, 0], opened: 0n },
];
const EIGHT: readonly Vote[] = Array.from({ length: SLOTS }, (_, i) => ({ votes: [i % 2, 1 - (i % 2)] }));
const UNOPENED = EIGHT.map((vote) => ({ ...vote, opened: 0n }));
/** A signal more by 1, with the hints that follow from it. */
const more = (told: Told, ...signals: readonly string[]) => {
  for (const signal of signals) told.set(signal, told.value(signal) + 1n);
};
export const TALLY: Piece = {
  name: "tally-batch",
  file: "tally_batch.circom",
  template: "TallyBatch",
  params: [SLOTS, FIELDS, VALUES],
  fits: [
    ...Array.from({ length: SLOTS }, (_, i) => [`voteHash[${i}]`, `slot[${i}].ballot.hash`] as const),
    ["y", "binding.y"],
  ],
  open: ["y"],
  statements: (hash) => ({
    true: {
      five: batch(hash, RULES, VOTES),
      eight: batch(hash, ALL, EIGHT),
      none: batch(hash, RULES, []),
      unopened: batch(hash, RULES, UNOPENED),
    },
    false: {
      "real after empty": batch(hash, RULES, [...VOTES, EMPTY, { votes: [0, 0] }]),
      "real after an empty first": batch(hash, RULES, [EMPTY, { votes: [0, 0] }]),
      "real at the last alone": batch(hash, RULES, [...VOTES, EMPTY, EMPTY, { votes: [0, 0] }]),
      "real twice": batch(hash, RULES, [
        ...VOTES,
        { votes: [0, 0], real: 2n, opened: 0n, weight: 0n, gap: 0n },
      ]),
      "first real twice": batch(hash, RULES, [{ votes: [0, 0], real: 2n, opened: 0n, weight: 0n, gap: 0n }]),
      "last real twice": batch(
        hash,
        ALL,
        EIGHT.with(7, { votes: [0, 0], real: 2n, opened: 0n, weight: 0n, gap: 0n }),
      ),
      "real minus once": batch(
        hash,
        ALL,
        EIGHT.with(7, { votes: [0, 0], real: R - 1n, opened: 0n, weight: 0n, gap: 0n }),
      ),
      "another flag": { ...batch(hash, RULES, VOTES), params: paramsOf({ ...RULES, unique: 2n }, VALUES) },
    },
  }),
  lies: [
    lie("counted by another maxCount", "five", (told) =>
      told.set("rules.params[1]", 2n).set("rules.count.beyond[1]", 0n),
    ),
    lie("another last nullifier", "five", (told) => more(told, "order.lastLo", "order.lo")),
    lie("another gap", "five", (told) => more(told, "order.gapLo[0]", "order.lo")),
    lie("a step at an empty place", "five", (told) => more(told, "order.real[5]", "order.lo")),
    ...[0, 7].flatMap((i) => [
      lie(`another weight in ${i}`, "eight", (told) =>
        more(told, `slot[${i}].weight`, `slot[${i}].weightLow`),
      ),
      lie(`another ballot than the votes in ${i}`, "eight", (told) => {
        const m = i === 0 ? 0 : 1;
        told.set(`slot[${i}].votes[${m}]`, 1n).set(`slot[${i}].ballot.field[${m}].is[1]`, 1n);
      }),
      lie(`judged in ${i} by another maxCount`, "eight", (told) => told.set(`slot[${i}].beyond[1]`, 2n)),
    ]),
    lie("another y", "five", (told) => more(told, "y")),
    lie("another bitmap", "five", (told) => told.set("binding.vector[8]", 255n)),
  ],
};
