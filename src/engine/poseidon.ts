/**
 * circomlib's Poseidon over the scalar field, one hash at a time (PROTOCOL 1: `poseidonN`, first lane out).
 * Grassi et al., "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems", USENIX Security 2021.
 */
import { poseidon1 } from "poseidon-lite/poseidon1";
import { poseidon2 } from "poseidon-lite/poseidon2";
import { poseidon3 } from "poseidon-lite/poseidon3";
import { poseidon4 } from "poseidon-lite/poseidon4";
import { poseidon5 } from "poseidon-lite/poseidon5";
import { poseidon6 } from "poseidon-lite/poseidon6";
import { poseidon7 } from "poseidon-lite/poseidon7";
import { poseidon8 } from "poseidon-lite/poseidon8";
import { isScalar } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

const BY_ARITY = [
  poseidon1,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
] as const;

/**
 * poseidonN of 1 to 8 inputs, each in [0, r); the result is in [0, r): `poseidon`, or what `kernelPoseidon` resolves to.
 * @throws PsephosError `engine/poseidon-arity`, `bytes/non-canonical`
 */
export type Poseidon = (inputs: readonly bigint[]) => bigint;

/** Throws unless there are 1 to 8 inputs, each in [0, r). */
export function assertInputs(inputs: readonly bigint[]): void {
  ensure(
    inputs.length >= 1 && inputs.length <= BY_ARITY.length,
    "engine/poseidon-arity",
    `Poseidon takes 1 to 8 inputs, not ${inputs.length}`,
  );
  ensure(inputs.every(isScalar), "bytes/non-canonical", "a Poseidon input is not an integer in [0, r)");
}

/** {@link Poseidon} in plain JavaScript: synchronous, without a kernel. */
export const poseidon: Poseidon = (inputs) => {
  assertInputs(inputs);
  return BY_ARITY[inputs.length - 1]!([...inputs]);
};
