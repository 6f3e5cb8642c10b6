/** Integers from the platform's CSPRNG. */
import { ensure } from "../errors/index.js";

const DRAWN = 2 ** 32;

/**
 * An integer that is uniform in [0, bound).
 * @param bound from 1 to 2^32
 * @throws PsephosError `bytes/random-bound`
 */
export function randomBelow(bound: number): number {
  ensure(
    Number.isInteger(bound) && bound >= 1 && bound <= DRAWN,
    "bytes/random-bound",
    `a bound is an integer from 1 to 2^32, not ${bound}`,
  );
  const fair = DRAWN - (DRAWN % bound); // accepting a draw from `fair` on would make small integers more likely
  for (;;) {
    const drawn = crypto.getRandomValues(new Uint32Array(1))[0]!;
    if (drawn < fair) return drawn % bound;
  }
}

/** A copy in random order, each order with the same chance. */
export function inRandomOrder<T>(all: readonly T[]): T[] {
  const left = [...all];
  return all.map(() => left.splice(randomBelow(left.length), 1)[0]!);
}
