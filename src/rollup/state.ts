/** The state that batches hand on: where the order stands, and the count so far (PROTOCOL 7). */
import { ballotJudge } from "../ballot/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import { chain } from "./hashes.js";
import type { TallyInstance } from "./instances.js";
import type { TallyProcess } from "./params.js";
import type { AcceptedVote, Opening } from "./votes.js";

/** Bits of a limb of a nullifier. */
const LIMB_BITS = 127n;
const LIMB = (1n << LIMB_BITS) - 1n;

export interface TallyState {
  /** The last nullifier counted, 0 before the first. */
  readonly lastNullifier: bigint;
  readonly voteCount: bigint;
  /** The weight of the ballots that did not count. */
  readonly invalid: bigint;
  /** `results[field][value]`, over all fields and values of the instance; 0 beyond those of the process. */
  readonly results: readonly (readonly bigint[])[];
}

/** A vote with its opening, `null` where there is none. */
export interface OpenedVote extends AcceptedVote {
  readonly opening: Opening | null;
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
 * @param votes ascending by nullifier, all above the state's last one
 * @returns the state after them
 * @throws PsephosError `rollup/order`; `ballot/rules`
 */
export function countBatch(
  process: TallyProcess,
  before: TallyState,
  votes: readonly OpenedVote[],
): TallyState {
  const judge = ballotJudge(process.ballot);
  const results = before.results.map((row) => [...row]);
  let { lastNullifier, invalid } = before;
  for (const { nullifier, weight, opening } of votes) {
    ensure(nullifier > lastNullifier, "rollup/order", "the votes are not in the order of their nullifiers");
    lastNullifier = nullifier;
    if (opening && judge(opening.votes, weight) === null) {
      for (const [field, value] of opening.votes.entries()) results[field]![value]! += weight;
    } else {
      invalid += weight;
    }
  }
  return { lastNullifier, voteCount: before.voteCount + BigInt(votes.length), invalid, results };
}
