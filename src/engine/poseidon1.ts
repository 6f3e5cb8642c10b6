/** Poseidon of one input, in its own file: a program that only makes identities does not load the constants of other sizes. */
import { poseidon1 as hash } from "poseidon-lite/poseidon1";
import { isScalar } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/**
 * poseidon1 of an input in [0, r), as `poseidon([input])` gives it.
 * @throws PsephosError `bytes/non-canonical`
 */
export function poseidon1(input: bigint): bigint {
  ensure(isScalar(input), "bytes/non-canonical", "a Poseidon input is not an integer in [0, r)");
  return hash([input]);
}
