/** When a ballot counts: the rules of PROTOCOL 5, in the clear. The tally circuit applies the same. */
import { knownWords, quoted } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { costTable } from "./cost-table.js";
import { MAX_FIELDS } from "./vote-hash.js";

/** What a process says about its ballots; names and units as in the process contract. */
export interface BallotRules {
  /** Fields of a ballot, 1 … 100. */
  readonly maxCount: number;
  /** The largest value of a field, 0 … 255. */
  readonly maxValue: number;
  /** No value may occur twice. */
  readonly uniqueValues?: boolean;
  /** The cost is limited by the voter's weight, not by `maxTotalCost`. */
  readonly costFromWeight?: boolean;
  /** The largest cost, 0 … 65535; 0 is no limit. */
  readonly maxTotalCost?: number;
  /** The cost's exponent in ten-thousandths, 0 … 65535; 10000 is the value itself. */
  readonly costExponent?: number;
}

/** Why a ballot is invalid. */
export type BallotFault = "count" | "value" | "unique" | "cost";

/** Checks ballots against one process's rules. */
export type BallotJudge = (votes: readonly number[], weight: bigint) => BallotFault | null;

/** Bits after the point in a cost. */
const FRACTION_BITS = 16n;

function integerIn(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** The rules with what they leave out. */
export const fullBallotRules = ({
  maxCount,
  maxValue,
  uniqueValues = false,
  costFromWeight = false,
  maxTotalCost = 0,
  costExponent = 10_000,
}: BallotRules): Required<BallotRules> => ({
  maxCount,
  maxValue,
  uniqueValues,
  costFromWeight,
  maxTotalCost,
  costExponent,
});

/** Throws unless every parameter is in range, and each flag a boolean. @throws PsephosError `ballot/rules` */
export function assertBallotRules(rules: BallotRules): void {
  const { maxCount, maxValue, maxTotalCost, costExponent } = fullBallotRules(rules);
  for (const flag of ["uniqueValues", "costFromWeight"] as const)
    ensure(typeof (rules[flag] ?? false) === "boolean", "ballot/rules", `${flag} is true or false`);
  ensure(
    integerIn(maxCount, 1, MAX_FIELDS),
    "ballot/rules",
    `maxCount is an integer from 1 to ${MAX_FIELDS}`,
  );
  ensure(integerIn(maxValue, 0, 255), "ballot/rules", "maxValue is an integer from 0 to 255");
  ensure(integerIn(maxTotalCost, 0, 65_535), "ballot/rules", "maxTotalCost is an integer from 0 to 65535");
  ensure(integerIn(costExponent, 0, 65_535), "ballot/rules", "costExponent is an integer from 0 to 65535");
}

const KEYS: Record<keyof BallotRules, true> = {
  maxCount: true,
  maxValue: true,
  uniqueValues: true,
  costFromWeight: true,
  maxTotalCost: true,
  costExponent: true,
};

/**
 * Reads the rules from an untrusted document. It refuses unknown keys and `null`.
 * @param value a JSON value
 * @throws PsephosError `ballot/rules`
 */
export function parseBallotRules(value: unknown): BallotRules {
  ensure(
    typeof value === "object" && value !== null && !Array.isArray(value),
    "ballot/rules",
    "the ballot rules are not an object",
  );
  for (const [key, given] of Object.entries(value)) {
    ensure(
      Object.hasOwn(KEYS, key),
      "ballot/rules",
      () => `${quoted(key)} is not a ballot rule; ${knownWords(key, Object.keys(KEYS))}`,
    );
    ensure(given !== null, "ballot/rules", `${key} is null: give its value, or leave it out`);
  }
  assertBallotRules(value as BallotRules);
  return value as BallotRules;
}

/**
 * Prepares the judge of a process: `judge(votes, weight)` returns the first rule that a ballot breaks, or `null`.
 * @throws PsephosError `ballot/rules`
 */
export function ballotJudge(rules: BallotRules): BallotJudge {
  assertBallotRules(rules);
  const { maxCount, maxValue, uniqueValues, costFromWeight, maxTotalCost, costExponent } =
    fullBallotRules(rules);
  const costs = costFromWeight || maxTotalCost > 0 ? costTable(maxValue, costExponent) : null;
  return (votes, weight) => {
    if (votes.length !== maxCount) return "count";
    if (!votes.every((value) => integerIn(value, 0, maxValue))) return "value";
    if (uniqueValues && new Set(votes).size !== votes.length) return "unique";
    if (costs) {
      const cost = votes.reduce((sum, value) => sum + costs[value]!, 0n);
      const limit = costFromWeight ? weight : BigInt(maxTotalCost);
      if (cost > limit << FRACTION_BITS) return "cost";
    }
    return null;
  };
}
