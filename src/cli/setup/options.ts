/** Options that the setup commands share. */
import { option } from "../command.js";

export interface CircuitOptions {
  readonly r1cs: string;
  readonly ptau: string;
}

export const CIRCUIT_NAME = option("-c, --circuit <name>", "the circuit's name, such as census-7", {
  required: true,
});

export const R1CS = option("--r1cs <file>", "the circuit", { required: true });

/** Of contributors: a name in the record, and their own randomness. */
export const CONTRIBUTOR = [
  option("-n, --name <text>", "your name in the record, up to 64 characters, public", { required: true }),
  option("--entropy-file <file>", "mix this file into the secret"),
] as const;
