/** A census leaf: one voter and their weight (PROTOCOL 2). */
import { assertScalar } from "../bytes/index.js";
import { poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";

/** The smallest weight that is too large: a weight is in [1, 2^128). */
export const WEIGHT_LIMIT = 1n << 128n;

/** Returns `weight` if it is in [1, 2^128). @throws PsephosError `census/weight` */
export function assertWeight(weight: unknown): bigint {
  ensure(
    typeof weight === "bigint" && weight > 0n && weight < WEIGHT_LIMIT,
    "census/weight",
    "a weight is an integer from 1 to 2^128 - 1",
  );
  return weight;
}

/** One voter of a census. */
export interface CensusEntry {
  /** The voter's identity commitment (or, for poll votes, the address as an integer), in [1, r). */
  readonly commitment: bigint;
  /** In [1, 2^128); 1 in an unweighted census. */
  readonly weight: bigint;
}

/**
 * `poseidon2(commitment, weight)`.
 * @throws PsephosError `census/commitment`, `census/weight`, `bytes/non-canonical`
 */
export function censusLeaf({ commitment, weight }: CensusEntry): bigint {
  ensure(assertScalar(commitment, "commitment") > 0n, "census/commitment", "a commitment is not 0");
  return poseidon([commitment, assertWeight(weight)]);
}
