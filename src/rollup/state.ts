/** The state between batches: the last nullifier, and the count so far (PROTOCOL 7). */
import type { AcceptedVote, Tally } from "../ballot/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import { chain } from "./hashes.js";
import type { TallyInstance } from "./instances.js";

/** Bits of a limb of a nullifier. */
const LIMB_BITS = 127n;
const LIMB = (1n << LIMB_BITS) - 1n;

export interface TallyState {
  /** The last nullifier counted, 0 before the first. */
  readonly lastNullifier: bigint;
  readonly voteCount: bigint;
  /** The weight of the invalid ballots. */
  readonly invalid: bigint;
  /** `results[field][value]`, over all fields and values of the instance; 0 beyond those of the process. */
  readonly results: readonly (readonly bigint[])[];
}

/** An integer as its two limbs of 127 bits: [hi, lo]. */
export function limbs(value: bigint): [hi: bigint, lo: bigint] {
  return [value >> LIMB_BITS, value & LIMB];
}

/** The state before the first vote. */
export function firstState({ fields, values }: TallyInstance): TallyState {
  return {
    lastNullifier: 0n,
    voteCount: 0n,
    invalid: 0n,
    results: Array.from({ length: fields }, () => Array<bigint>(values).fill(0n)),
  };
}

/** `chain(invalidWeight, results[0][0..], results[1][0..], …)`. */
export function resultsHash(
  { invalid, results }: Pick<TallyState, "invalid" | "results">,
  hash?: Poseidon,
): bigint {
  return chain([invalid, ...results.flat()], hash);
}

/** `poseidon4(lastNullifierHi, lastNullifierLo, voteCount, resultsHash)`. */
export function stateHash(state: TallyState, hash: Poseidon = poseidon): bigint {
  return hash([...limbs(state.lastNullifier), state.voteCount, resultsHash(state, hash)]);
}

/**
 * Counts the votes of one batch, in the clear.
 * @param tally of the votes of the state before: these are added to it
 * @param votes ascending by nullifier, all above the state's last one
 * @returns the state after them
 * @throws PsephosError `rollup/order`, before any of them is counted
 */
export function countBatch(tally: Tally, before: TallyState, votes: readonly AcceptedVote[]): TallyState {
  let { lastNullifier } = before;
  for (const { nullifier } of votes) {
    ensure(nullifier > lastNullifier, "rollup/order", "the votes are not in the order of their nullifiers");
    lastNullifier = nullifier;
  }
  for (const vote of votes) tally.add(vote);
  const { counts, invalid } = tally;
  const results = before.results.map((row, field) => row.map((_, value) => counts[field]?.[value] ?? 0n));
  return { lastNullifier, voteCount: before.voteCount + BigInt(votes.length), invalid, results };
}
