/** snarkjs's functions for proving and verifying, with the same names and arguments. */
export * as groth16 from "./groth16.js";
export type { CircuitSignals, Signal } from "./input.js";
export * as wtns from "./wtns.js";
