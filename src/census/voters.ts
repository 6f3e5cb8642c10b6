/** The voters of a census as columns: bytes, not an object for each. */
import { assertScalar, scalarToBytes, writeInteger } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { assertWeight, type CensusEntry } from "./leaf.js";

export const COMMITMENT_BYTES = 32;
export const WEIGHT_BYTES = 16;

/** Voters by place. */
export interface VoterColumns {
  /** 32 bytes a voter, big-endian, below r; all zero for a place that is empty. */
  readonly commitments: Uint8Array;
  /** 16 bytes a voter, big-endian, from 1 (0 for an empty place). Every weight is 1 if this is absent. */
  readonly weights?: Uint8Array | undefined;
}

/** Columns that belong to a census. */
export interface OwnColumns {
  readonly commitments: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A commitment's bytes. @throws PsephosError `census/commitment`, `bytes/non-canonical` */
export function commitmentBytes(commitment: bigint): Uint8Array {
  ensure(assertScalar(commitment, "commitment") > 0n, "census/commitment", "a commitment is not 0");
  return scalarToBytes(commitment);
}

/** A weight's bytes. @throws PsephosError `census/weight` */
export function weightBytes(weight: bigint): Uint8Array {
  const bytes = new Uint8Array(WEIGHT_BYTES);
  writeInteger(bytes, 0, WEIGHT_BYTES, assertWeight(weight));
  return bytes;
}

/**
 * Columns of entries; `null` is an empty place.
 * @throws PsephosError `census/commitment`, `census/weight`, `bytes/non-canonical`
 */
export function columnsOf(entries: readonly (CensusEntry | null)[]): OwnColumns {
  const commitments = new Uint8Array(COMMITMENT_BYTES * entries.length);
  const weights = new Uint8Array(WEIGHT_BYTES * entries.length);
  for (const [i, entry] of entries.entries()) {
    if (entry === null) continue;
    commitments.set(commitmentBytes(entry.commitment), COMMITMENT_BYTES * i);
    weights.set(weightBytes(entry.weight), WEIGHT_BYTES * i);
  }
  return { commitments, weights };
}

/**
 * Copies columns, writes out their weights, and checks everything except that commitments are below r.
 * @throws PsephosError `census/columns`, `census/weight`
 */
export function copyColumns({ commitments, weights }: VoterColumns): OwnColumns {
  const count = commitments.length / COMMITMENT_BYTES;
  ensure(
    Number.isInteger(count) && (weights === undefined || weights.length === WEIGHT_BYTES * count),
    "census/columns",
    `a voter needs ${COMMITMENT_BYTES} bytes of commitment and ${WEIGHT_BYTES} of weight`,
  );
  const copy = { commitments: commitments.slice(), weights: new Uint8Array(WEIGHT_BYTES * count) };
  if (weights !== undefined) copy.weights.set(weights);
  for (let i = 0; i < count; i++) {
    const empty = isZero(copy.commitments, COMMITMENT_BYTES, i);
    if (weights === undefined) copy.weights[WEIGHT_BYTES * (i + 1) - 1] = empty ? 0 : 1;
    else if (isZero(copy.weights, WEIGHT_BYTES, i) !== empty)
      throw new Refusal(
        "census/weight",
        `the voter at place ${i} has ${empty ? "a weight but no commitment" : "no weight"}`,
      );
  }
  return copy;
}

/** Whether record `index` of `size` bytes is all zero. */
export function isZero(bytes: Uint8Array, size: number, index: number): boolean {
  for (let i = size * (index + 1) - 1; i >= size * index; i--) if (bytes[i] !== 0) return false;
  return true;
}
