/**
 * How many transactions a proposer puts into a block: as many as validators like this one apply well within the time for which they wait for a proposal. A block that takes
 * longer is given up, and the next proposer would propose the same transactions again, and more. It decides what is proposed, not what is valid, so that clocks may differ.
 */

/** Milliseconds that a proposed block should take a validator. */
const AIM = 700;
/** Before anything was measured, and the least whatever was. */
const FIRST = 500;
const LEAST = 50;
/** Fewer transactions say little of the time of many. */
const TELLING = 20;
/** The part of the last measurement in the pace. */
const WEIGHT = 0.5;

export class Pace {
  readonly #most: number;
  /** Milliseconds for a transaction. */
  #each: number;

  /** @param most transactions of a block */
  constructor(most: number) {
    this.#most = most;
    this.#each = AIM / FIRST;
  }

  /** The most transactions of the next proposal. */
  get limit(): number {
    return Math.min(this.#most, Math.max(LEAST, Math.floor(AIM / this.#each)));
  }

  /** Blocks of this many transactions took so long. */
  measured(transactions: number, milliseconds: number): void {
    if (transactions < TELLING) return;
    this.#each += WEIGHT * (milliseconds / transactions - this.#each);
  }
}
