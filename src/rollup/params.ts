/**
 * What the tally circuit knows of a process: one vector of field elements, the same in TypeScript, Solidity and Circom
 * (PROTOCOL 7),
 *
 *     scope, maxCount, maxValue, uniqueValues, costFromWeight, hasLimit, limit, costTable[0 … values − 1]
 *
 * `limit` is in whole units, the costs are 64.16 fixed-point integers. Without a limit the limit and all costs are 0; with
 * costFromWeight, hasLimit is 1 and the limit 0. Costs of values above maxValue are 0.
 */
import { assertBallotRules, costTable, fullBallotRules, type VotingProcess } from "../ballot/index.js";
import { assertScalar } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { TallyInstance } from "./instances.js";

/** What the circuit knows of the process whose votes are counted. */
export type TallyProcess = Pick<VotingProcess, "scope" | "ballot">;

/** What a count needs of it. A vote whose nonce is above `maxVoteOverwrites` is not counted: the chain refuses it as an answer. */
export type CountedProcess = TallyProcess & Pick<VotingProcess, "processId" | "maxVoteOverwrites">;

/** The parameters as the circuit takes them. */
export interface TallyParams {
  readonly scope: bigint;
  readonly maxCount: number;
  readonly maxValue: number;
  readonly uniqueValues: boolean;
  readonly costFromWeight: boolean;
  readonly hasLimit: boolean;
  /** 0 … 65535, in whole units. */
  readonly limit: number;
  /** One cost for each value of the instance, each below 2^45. */
  readonly costTable: readonly bigint[];
}

/** Bits of a cost: 2^16 · 15^6.5535 is below 2^42, and eight of 2^45 are below 2^48. */
export const COST_BITS = 45;

/**
 * The parameters of a process, for a tally circuit that its ballots fit in.
 * @throws PsephosError `rollup/too-large`: more fields or values than the instance has; `ballot/rules`
 */
export function tallyParams(instance: TallyInstance, { scope, ballot }: TallyProcess): TallyParams {
  assertBallotRules(ballot);
  assertScalar(scope, "the scope");
  const { maxCount, maxValue, uniqueValues, costFromWeight, maxTotalCost, costExponent } =
    fullBallotRules(ballot);
  ensure(
    maxCount <= instance.fields && maxValue < instance.values,
    "rollup/too-large",
    `${instance.name} counts ballots of up to ${instance.fields} fields with values up to ${instance.values - 1}`,
  );
  const hasLimit = costFromWeight || maxTotalCost > 0;
  const costs = hasLimit ? costTable(maxValue, costExponent) : [];
  return {
    scope,
    maxCount,
    maxValue,
    uniqueValues,
    costFromWeight,
    hasLimit,
    limit: costFromWeight ? 0 : maxTotalCost,
    costTable: Array.from({ length: instance.values }, (_, value) => costs[value] ?? 0n),
  };
}

/** The parameters in the order of the circuit and the chain: 7 + values elements. */
export function paramsVector(params: TallyParams): bigint[] {
  return [
    params.scope,
    BigInt(params.maxCount),
    BigInt(params.maxValue),
    BigInt(params.uniqueValues),
    BigInt(params.costFromWeight),
    BigInt(params.hasLimit),
    BigInt(params.limit),
    ...params.costTable,
  ];
}
