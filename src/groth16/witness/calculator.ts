import { ensure } from "../../errors/index.js";
import { asBytes } from "../formats/content.js";
import { createCircomCalculator } from "./circom.js";
import type { WitnessCalculator } from "./inputs.js";
import { createProgramCalculator, isWitnessProgram } from "./program.js";

/**
 * Prepares a witness program: circom 2's for BN254, which is compiled, or a straight-line one made from the same
 * circuit's constraints (`program.ts`). Each calculation starts with clean memory: no secret of one is left for the next.
 * @param program the program's bytes.
 * @throws PsephosError `groth16/witness-program` for anything else; `groth16/file-…` for a broken straight-line one.
 */
export async function createWitnessCalculator(program: Uint8Array): Promise<WitnessCalculator> {
  const bytes = asBytes(program);
  ensure(bytes !== undefined, "groth16/source-shape", "the witness program is not given as bytes");
  return isWitnessProgram(bytes) ? createProgramCalculator(bytes) : createCircomCalculator(bytes);
}
