/** Witness programs without circom's (.pwit): smaller, and without compilation. */
import { compileWitnessProgram as compile } from "../../../../src/setup/witness/index.js";

/**
 * Makes a circuit's witness program from its constraints. It gives the same witness as circom's own.
 * @param files `r1cs` and `sym`: what circom wrote for one circuit, with `--r1cs --sym`
 * @throws PsephosError `groth16/file-…`, `setup/r1cs-…` and `setup/sym` for files that are broken or belong to different circuits;
 *   `setup/witness-unsolved` if the constraints do not determine the witness: then only circom's program can be used
 */
export function compileWitnessProgram(files: {
  readonly r1cs: Uint8Array;
  readonly sym: string;
}): Uint8Array {
  return compile(files);
}
