// The parameters, the cost and the rules of a ballot.
import { R } from "../r1cs.js";
import { ROOTS } from "./numbers.js";
import { lie, type Piece } from "./piece.js";

/** 64.16 fixed point. */
const ONE = 2n ** 16n;

const BASE = { cost: 0n, limit: 0n, hasLimit: 0n, costFromWeight: 0n, weightHigh: 0n, weightLow: 0n };
export const COST: Piece = {
  name: "cost",
  file: "lib/rules.circom",
  template: "Cost",
  params: [],
  uses: ["IsZero"],
  statements: () => {
    const limited = (limit: bigint, cost: bigint) => ({ ...BASE, hasLimit: 1n, limit, cost: (cost + R) % R });
    const weighed = (weight: bigint, cost: bigint) => ({
      ...BASE,
      hasLimit: 1n,
      costFromWeight: 1n,
      weightHigh: weight >> 32n,
      weightLow: weight % 2n ** 32n,
      limit: 3n,
      cost,
    });
    return {
      true: {
        free: { ...BASE, cost: 9n * ONE },
        fits: limited(4n, 3n * ONE),
        "at the limit": limited(4n, 4n * ONE),
        above: limited(4n, 5n * ONE),
        "above by the least": limited(4n, 4n * ONE + 1n),
        "below by the least": limited(4n, 4n * ONE - 1n),
        "most above": limited(0n, 2n ** 48n),
        "most below": limited(2n ** 16n - 1n, -(2n ** 48n)),
        "the weight's worth": weighed(9n, 9n * ONE),
        "above the weight": weighed(8n, 9n * ONE),
        rich: weighed(2n ** 32n, 2n ** 48n - 1n),
        "nearly rich": weighed(2n ** 32n - 1n, 2n ** 48n - 1n),
        "rich, with a low part": weighed(2n ** 127n + 8n, 9n * ONE),
        "a weight where the limit counts": { ...weighed(2n ** 100n + 9n, 9n * ONE), costFromWeight: 0n },
      },
      false: {},
    };
  },
  lies: [
    ...["above", "above by the least", "most above", "above the weight"].map((about) =>
      lie("said to fit", about, (told) => told.set("fits", 1n)),
    ),
    ...["above", "above by the least"].map((about) =>
      lie("said to fit, ranged as 0", about, (told) => told.set("fits", 1n).set("size.in", 0n)),
    ),
    ...["at the limit", "fits", "below by the least", "the weight's worth"].flatMap((about) => [
      lie("said not to fit", about, (told) => told.set("fits", 0n)),
      lie("said not to fit, ranged as 0", about, (told) => told.set("fits", 0n).set("size.in", 0n)),
    ]),
    // size = left + (1 − 2) · 2^49
    lie("a sign of 2", "most above", (told) => told.set("fits", 2n).set("size.in", 0n)),
    lie("a sign that makes up for what lacks", "above", (told) => {
      told.set("fits", 1n + ((told.value("left") * inverse49()) % R));
    }),
    lie("a sign that makes up for what is left", "fits", (told) => {
      told.set("fits", 1n + ((told.value("left") * inverse49()) % R));
    }),
    lie("the weight is not small, and not rich", "rich", (told) => told.set("small.inv", 0n)),
    lie("rich by an inverse of 0", "above the weight", (told) => told.set("small.out", 0n)),
    lie("more available", "above", (told) => told.set("available", 9n).set("fits", 1n)),
    lie("nothing left, and fitting", "above", (told) => told.set("left", 0n).set("fits", 1n)),
    lie("half rich", "rich, with a low part", (told) => told.set("small.inv", 0n)),
  ],
};

/** 1 / 2^49. */
function inverse49(): bigint {
  let [value, half] = [1n, (R + 1n) / 2n];
  for (let i = 0; i < 49; i++) value = (value * half) % R;
  half = value;
  return half;
}

export interface Sheet {
  readonly maxCount: number;
  readonly maxValue: number;
  readonly unique?: bigint;
  readonly fromWeight?: bigint;
  readonly hasLimit?: bigint;
  readonly limit?: bigint;
  readonly costs?: readonly bigint[];
  readonly scope?: bigint;
}

/** The vector of parameters. */
export function paramsOf(sheet: Sheet, values: number): bigint[] {
  const { maxCount, maxValue, unique = 0n, fromWeight = 0n, hasLimit = 0n, limit = 0n, scope = 5n } = sheet;
  const costs = sheet.costs ?? Array.from({ length: values }, (_, v) => BigInt(v) * ONE);
  return [scope, BigInt(maxCount), BigInt(maxValue), unique, fromWeight, hasLimit, limit, ...costs];
}

const from = (n: number, first: number): bigint[] =>
  Array.from({ length: n }, (_, i) => (i < first ? 0n : 1n));
/** What Params makes of a sheet. */
export const ranges = ({ maxCount, maxValue }: Sheet, fields: number, values: number) => ({
  beyond: from(fields, maxCount),
  above: from(values, maxValue + 1),
});

const [FIELDS, VALUES] = [4, 4];
const params = (sheet: Sheet) => ({ params: paramsOf(sheet, VALUES) });
const FULL: Sheet = {
  maxCount: 4,
  maxValue: 3,
  unique: 1n,
  fromWeight: 1n,
  hasLimit: 1n,
  limit: 2n ** 16n - 1n,
  costs: Array<bigint>(4).fill(2n ** 45n - 1n),
};
export const PARAMS: Piece = {
  name: "params",
  file: "lib/params.circom",
  template: "Params",
  params: [FIELDS, VALUES],
  uses: ["Unary"],
  statements: () => {
    const altered = (i: number, value: bigint) => ({
      params: paramsOf(FULL, VALUES).with(i, (value + R) % R),
    });
    return {
      true: {
        full: params(FULL),
        least: params({ maxCount: 1, maxValue: 0, costs: [0n, 0n, 0n, 0n] }),
        some: params({ maxCount: 3, maxValue: 2, unique: 1n }),
        other: params({ maxCount: 2, maxValue: 1, hasLimit: 1n, limit: 7n }),
      },
      false: Object.fromEntries(
        [
          ["no fields", altered(1, 0n)],
          ["a scope of 4, and no fields", { params: paramsOf({ ...FULL, scope: 4n }, VALUES).with(1, 0n) }],
          ["a limit of 2^16, and a first cost of 0", { params: altered(6, 2n ** 16n).params.with(7, 0n) }],
          ...[2n, ...ROOTS].map((flag, i) => [
            `flags of ${i === 0 ? flag : "a root"}`,
            { params: paramsOf(FULL, VALUES).fill(flag, 3, 6) },
          ]),
          ["five fields", altered(1, 5n)],
          ["a greatest value of 4", altered(2, 4n)],
          ["a greatest value of −1", altered(2, -1n)],
          ...[3, 4, 5].flatMap((i) => [2n, -1n].map((value) => [`flag ${i} of ${value}`, altered(i, value)])),
          ...[2n ** 16n, -1n].map((value) => [`a limit of ${value}`, altered(6, value)]),
          ...[0, 1, 2, 3].flatMap((v) =>
            [2n ** 45n, -1n].map((value) => [`${v} costs ${value}`, altered(7 + v, value)]),
          ),
        ].map(([name, statement]) => [name, statement]),
      ),
    };
  },
  lies: [
    ...["2^16", "−1"].map((_, i) =>
      lie("a limit ranged as 0", `a limit of ${i === 0 ? 2n ** 16n : -1n}`, (told) =>
        told.set("limit.in", 0n),
      ),
    ),
    ...[0, 1, 2, 3].map((v) =>
      lie("a cost ranged as 0", `${v} costs ${2n ** 45n}`, (told) => told.set(`cost[${v}].in`, 0n)),
    ),
    lie("a count taken for another", "five fields", (told) => told.set("count.count", 4n)),
    lie("a count of 0 taken for another", "no fields", (told) =>
      told
        .set("count.count", 1n)
        .set("count.beyond[1]", 1n)
        .set("count.beyond[2]", 1n)
        .set("count.beyond[3]", 1n),
    ),
    lie("a greatest value taken for another", "a greatest value of 4", (told) => told.set("value.count", 4n)),
  ],
};

/** What Field makes of each value. */
export const digits = (votes: readonly number[], values: number) => ({
  is: votes.map((vote) => Array.from({ length: values }, (_, v) => (vote % values === v ? 1n : 0n))),
  high: votes.map((vote) => BigInt(Math.floor(vote / values))),
});

const judged = (sheet: Sheet, votes: readonly number[], weight = 10n) => ({
  ...params(sheet),
  ...ranges(sheet, FIELDS, VALUES),
  ...digits(votes, VALUES),
  weightHigh: weight >> 32n,
  weightLow: weight % 2n ** 32n,
});
const PLAIN: Sheet = { maxCount: 3, maxValue: 2 };
const UNIQUE: Sheet = { maxCount: 4, maxValue: 3, unique: 1n };
const LIMIT: Sheet = { maxCount: 3, maxValue: 3, hasLimit: 1n, limit: 4n };
const WEIGHED: Sheet = { maxCount: 3, maxValue: 3, hasLimit: 1n, fromWeight: 1n };
export const RULES: Piece = {
  name: "rules",
  file: "lib/rules.circom",
  template: "Rules",
  params: [FIELDS, VALUES],
  uses: ["IsZero", "Cost"],
  statements: () => ({
    true: {
      plain: judged(PLAIN, [1, 0, 2, 0]),
      "all values": judged(UNIQUE, [3, 1, 0, 2]),
      "the same values": judged(PLAIN, [2, 2, 2, 0]),
      zeros: judged(PLAIN, [0, 0, 0, 0]),
      one: judged({ maxCount: 1, maxValue: 1 }, [1, 0, 0, 0]),
      "too high": judged(PLAIN, [3, 0, 0, 0]),
      "too high by 1": judged({ maxCount: 4, maxValue: 0 }, [0, 1, 0, 0]),
      "too high by 2": judged({ maxCount: 4, maxValue: 1 }, [0, 0, 0, 2]),
      "far too high": judged(PLAIN, [0, 255, 0, 0]),
      "high in the first": judged(UNIQUE, [4, 1, 2, 3]),
      "high in the last": judged(UNIQUE, [0, 1, 2, 7]),
      ...Object.fromEntries(
        [1, 2, 3].map((m) => [
          `beyond at ${m}`,
          judged({ maxCount: m, maxValue: 3 }, [0, 0, 0, 0].with(m, 1)),
        ]),
      ),
      "beyond at the last": judged({ maxCount: 1, maxValue: 3 }, [0, 0, 0, 1]),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((v) => [`${v} twice`, judged(UNIQUE, [v, v, (v + 1) % 4, (v + 2) % 4])]),
      ),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((v) => [`${v} three times`, judged(UNIQUE, [v, v, v, (v + 2) % 4])]),
      ),
      "0 twice of three": judged({ ...UNIQUE, maxCount: 3 }, [0, 1, 0, 0]),
      "0 once of three": judged({ ...UNIQUE, maxCount: 3 }, [0, 1, 2, 0]),
      "no 0": judged({ ...UNIQUE, maxCount: 3 }, [3, 1, 2, 0]),
      "at the limit": judged(LIMIT, [3, 1, 0, 0]),
      above: judged(LIMIT, [3, 2, 0, 0]),
      "above by the least": judged({ ...LIMIT, limit: 1n, costs: [0n, ONE + 1n, 0n, 0n] }, [1, 0, 0, 0]),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((v) => [
          `${v} costs one too much`,
          judged({ ...LIMIT, limit: 2n, costs: [0n, 0n, 0n, 0n].with(v, 2n ** 16n + 1n) }, [
            v,
            v,
            (v + 1) % 4,
            0,
          ]),
        ]),
      ),
      "0 costs nothing beyond": judged(
        { ...LIMIT, maxCount: 2, limit: 1n, costs: [ONE, 0n, 0n, 0n] },
        [1, 0, 0, 0],
      ),
      "the weight's worth": judged(WEIGHED, [3, 3, 3, 0], 9n),
      "above the weight": judged(WEIGHED, [3, 3, 3, 0], 8n),
      "above the weight, below the limit": judged({ ...WEIGHED, limit: 50n }, [3, 3, 3, 0], 8n),
      rich: judged(WEIGHED, [3, 3, 3, 0], 2n ** 64n + 1n),
      "no limit": judged({ ...LIMIT, hasLimit: 0n }, [3, 3, 3, 0]),
    },
    false: {},
  }),
  lies: [
    ...["too high", "0 twice", "1 twice", "above", "beyond at 3", "far too high"].map((about) =>
      lie("no faults, by no inverse", about, (told) => told.set("none.inv", 0n)),
    ),
    ...["too high", "above"].map((about) =>
      lie("other faults judged", about, (told) => told.set("none.in", 0n)),
    ),
    lie("faults where there are none", "plain", (told) => told.set("none.in", 5n)),
    lie("another cost judged", "above", (told) => told.set("cost.cost", 0n).set("cost.fits", 1n)),
    lie("another limit", "above", (told) => told.set("cost.limit", 9n).set("cost.fits", 1n)),
    lie("more weight", "above the weight", (told) => told.set("cost.weightLow", 9n).set("cost.fits", 1n)),
    lie("much more weight", "above the weight", (told) => told.set("cost.weightHigh", 9n)),
    lie("the weight for a limit", "above", (told) =>
      told.set("cost.costFromWeight", 1n).set("cost.fits", 1n),
    ),
    lie("no limit", "above", (told) => told.set("cost.hasLimit", 0n)),
    ...[0, 1, 2, 3].flatMap((v) => [
      lie("a price of nothing", `${v} costs one too much`, (told) =>
        told.set(`price[${v}]`, 0n).set("cost.fits", 1n),
      ),
      lie("the least less", `${v} costs one too much`, (told) =>
        told.set(`price[${v}]`, told.value(`price[${v}]`) - 2n).set("cost.fits", 1n),
      ),
    ]),
    ...[0, 1, 2, 3].map((v) => lie("not twice", `${v} twice`, (told) => told.set(`pairs[${v}]`, 0n))),
    ...[1, 2, 3].map((m) => lie("nothing beyond", `beyond at ${m}`, (told) => told.set(`extra[${m}]`, 0n))),
  ],
};
