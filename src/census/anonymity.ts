/** Among how many voters a vote of some weight is hidden. */
import { ensure } from "../errors/index.js";
import { assertWeight } from "./leaf.js";
import type { CensusSnapshot } from "./snapshot.js";

/** With fewer voters than this, the program warns the voter that the vote may show who cast it. */
export const SMALL_ANONYMITY_SET = 20;

/** Who could have cast a vote of some weight, as far as the census and the vote show. */
export interface AnonymitySet {
  /** Voters whose weight is at least the one used: no proof tells them apart. */
  readonly size: number;
  /** Voters whose whole weight is the one used. Most voters use all of theirs, so an observer guesses that it was one of these. */
  readonly sameWeight: number;
  /** The largest weight, up to the voter's own, that at least 20 voters could have used; undefined in a smaller census. */
  readonly saferWeight: bigint | undefined;
  /**
   * Whether the census was hashed again from its entries ({@link CensusSnapshot.rebuildInBulk}). If not, the numbers are only what the file says,
   * and its sender may have invented them: a voter's own path proves only eight leaves.
   */
  readonly proven: boolean;
}

/**
 * Counts in one pass over the file, which no server sees.
 * @param used the weight used, 1 … `available`
 * @param available the voter's weight in the census
 * @throws PsephosError `census/weight`, `census/weight-exceeded`, `census/snapshot-entry`
 */
export function anonymitySet(census: CensusSnapshot, used: bigint, available: bigint): AnonymitySet {
  ensure(
    assertWeight(used) <= assertWeight(available),
    "census/weight-exceeded",
    `a weight of ${used} was requested, but the census gives ${available}`,
  );
  let size = 0;
  let sameWeight = 0;
  /** The largest weights, ascending, none above the voter's own: the first is what all of them could have used. */
  const largest: bigint[] = [];
  for (const weight of census.weights()) {
    if (weight >= used) size++;
    if (weight === used) sameWeight++;
    const usable = weight < available ? weight : available;
    if (largest.length === SMALL_ANONYMITY_SET && usable <= largest[0]!) continue;
    if (largest.length === SMALL_ANONYMITY_SET) largest.shift();
    const place = largest.findIndex((other) => other > usable);
    largest.splice(place < 0 ? largest.length : place, 0, usable);
  }
  return {
    size,
    sameWeight,
    saferWeight: largest.length < SMALL_ANONYMITY_SET ? undefined : largest[0],
    proven: census.rebuilt,
  };
}
