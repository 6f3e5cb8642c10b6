/** A circuit's input signals, from the names that circom gives its wires (.sym). */
import { ensure } from "../../errors/index.js";
import type { WitnessInput } from "../../groth16/index.js";
import type { R1cs } from "../formats/r1cs.js";

const LINE = /^\d+,(-?\d+),\d+,main\.(.+)$/;

/** `nodes[3][1]` → `nodes`; fields of buses keep their whole names, as circom's witness programs call them. */
const arrayName = (name: string): string => name.replace(/(\[\d+\])+$/, "");

/**
 * Reads the names of a circuit's inputs.
 * @returns each input signal with the wires of its values, in circom's (row-major) order.
 * @throws PsephosError `setup/sym` when the names are not those of this circuit.
 */
export function readInputs(sym: string, r1cs: R1cs): WitnessInput[] {
  const { nOutputs, nPublicInputs, nPrivateInputs } = r1cs;
  const first = 1 + nOutputs;
  const last = nOutputs + nPublicInputs + nPrivateInputs;
  const inputs = new Map<string, number[]>();
  let found = 0;
  for (const line of sym.split("\n")) {
    const [, wireText, name] = LINE.exec(line) ?? [];
    const wire = Number(wireText);
    // The first name of a wire is the signal's own; those of components that it goes into have a dot.
    if (name === undefined || !(wire >= first && wire <= last) || name.includes(".")) continue;
    const key = arrayName(name);
    inputs.set(key, [...(inputs.get(key) ?? []), wire]);
    found += 1;
  }
  ensure(
    found === last - first + 1,
    "setup/sym",
    `the .sym file names ${found} of the circuit's ${last - first + 1} inputs`,
    "Give the .sym file that circom wrote beside the .r1cs; inputs that are buses are not supported.",
  );
  return [...inputs].map(([name, wires]) => ({ name, wires }));
}
