/** Checks on the voter's own machine: it refuses a ballot that would not count, and an overwrite that the process does not allow. */
import { type BallotRules, ballotJudge } from "../ballot/index.js";
import { ensure } from "../errors/index.js";

const FAULTS = {
  count: "it does not have one value for each field",
  value: "a value is above the largest one allowed",
  unique: "a value appears twice, but each may appear only once",
  cost: "it costs more than the process allows",
} as const;

/** @throws PsephosError `voter/invalid-ballot` */
export function ensureCounts(rules: BallotRules, votes: readonly number[], weight: bigint): void {
  const fault = ballotJudge(rules)(votes, weight);
  ensure(!fault, "voter/invalid-ballot", () => `this ballot would not count: ${FAULTS[fault!]}`);
}

/** @throws PsephosError `voter/overwrites` */
export function ensureOverwrite(overwrite: number, most: number): void {
  ensure(
    Number.isInteger(overwrite) && overwrite >= 0 && overwrite <= most,
    "voter/overwrites",
    most === 0
      ? "this process allows no overwrites"
      : `the process allows overwrite numbers from 0 to ${most}`,
  );
}
