/**
 * Psephos in a browser, a worker or Node: everything a voter needs.
 * The prover for other circuits is `psephos/groth16`; keys are `psephos/setup`; what decides which votes count is `psephos/ledger`, and
 * for a list of votes without a chain `checkVotes` of `psephos/rollup`.
 */
export * from "./ballot/index.js";
export * from "./census/index.js";
export {
  type ErrorCode,
  type ErrorCodes,
  type ErrorKind,
  type FailedCode,
  Failure,
  PsephosError,
  Refusal,
  type RefusedCode,
} from "./errors/index.js";
export { createProver, createVerifier, type Prover, type Verifier } from "./groth16/index.js";
export * from "./process/index.js";
export * from "./voter/index.js";
