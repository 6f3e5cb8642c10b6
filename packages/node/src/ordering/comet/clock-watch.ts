/**
 * Whether this machine's clock agrees with the times of the chain's blocks, which are the median of what validators' clocks say. No rule of the chain reads a time, but clients refuse validators
 * whose last block is of another day, and a wrong clock of a validator can hold the times of blocks back.
 */
import { Failure } from "psephos";

/** Milliseconds: more than blocks need from their votes to the disk. */
const MOST = 30_000;
/** Milliseconds between two times that it is said. */
const AGAIN = 3_600_000;

export class ClockWatch {
  readonly #now: () => number;
  #said = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since 1970, by this machine's clock */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /**
   * @param time of the last block
   * @param ago milliseconds since it was on the disk
   * @returns what to say, once in an hour
   */
  look(time: number, ago: number): Failure | undefined {
    const ahead = this.#now() - ago - time;
    if (Math.abs(ahead) <= MOST) return undefined;
    const ran = performance.now();
    if (ran - this.#said < AGAIN) return undefined;
    this.#said = ran;
    const seconds = Math.round(Math.abs(ahead) / 1000);
    return new Failure(
      "comet/clock",
      `this machine's clock is ${seconds} seconds ${ahead > 0 ? "after" : "before"} the last block's time`,
      {
        hint: "Set the clock by NTP. If it is right, ask the other operators about theirs: blocks have the median of the validators' clocks.",
      },
    );
  }
}
