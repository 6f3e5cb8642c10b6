/** A circuit's input signals, from the names that circom gives its wires (.sym). */
import { ensure } from "../../errors/index.js";
import type { WitnessInput } from "../../groth16/index.js";
import type { R1cs } from "../formats/r1cs.js";

const LINE = /^(\d+),(-1|\d+),\d+,main\.(.+)$/;

const HINT = "Give the .sym file that circom wrote beside the .r1cs.";

/** `nodes[3][1]` → `nodes`; fields of buses keep their whole names, as circom's witness programs call them. */
const arrayName = (name: string): string => name.replace(/(\[\d+\])+$/, "");

/**
 * Reads the names of a circuit's inputs. circom numbers the signals of `main` first: outputs, public inputs, private
 * inputs. A private input that simplification took out of the constraints has no wire (−1).
 * @returns each input signal with the wires of its values, in circom's (row-major) order; 0 for a value without a wire.
 * @throws PsephosError `setup/sym` when the names are not those of this circuit.
 */
export function readInputs(sym: string, r1cs: R1cs): WitnessInput[] {
  const { nWires, nOutputs, nPublicInputs, nPrivateInputs } = r1cs;
  const first = 1 + nOutputs;
  const firstPrivate = first + nPublicInputs;
  const count = nPublicInputs + nPrivateInputs;
  const inputs = new Map<string, number[]>();
  const taken = new Set<number>();
  let found = 0;
  for (const line of sym.split("\n")) {
    const [, number, wireText, name] = LINE.exec(line) ?? [];
    if (name === undefined || !(Number(number) >= first && Number(number) < first + count)) continue;
    const wire = Number(wireText);
    const isPublic = Number(number) < firstPrivate;
    ensure(
      (isPublic ? wire === Number(number) : wire === -1 || (wire >= firstPrivate && wire < nWires)) &&
        !taken.has(wire),
      "setup/sym",
      `the .sym file gives input ${name} a wire that is not an input's`,
      HINT,
    );
    if (wire !== -1) taken.add(wire);
    const key = arrayName(name);
    inputs.set(key, [...(inputs.get(key) ?? []), Math.max(wire, 0)]);
    found += 1;
  }
  ensure(found === count, "setup/sym", `the .sym file names ${found} of the circuit's ${count} inputs`, HINT);
  return [...inputs].map(([name, wires]) => ({ name, wires }));
}
