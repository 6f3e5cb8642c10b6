/** The functions of snarkjs that a program proves and verifies with, under their names and with their arguments. */
export * as groth16 from "./groth16.js";
export type { CircuitSignals, Signal } from "./input.js";
export * as wtns from "./wtns.js";
