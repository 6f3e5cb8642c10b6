/** snarkjs's `wtns`. */
import { createWitnessCalculator, formatWtns } from "../../../../src/groth16/index.js";
import { type InputFile, type OutputFile, readFile, writeFile } from "../files/index.js";
import { type CircuitSignals, toCircuitInput } from "./input.js";

/**
 * Computes a circuit's witness and writes it as a .wtns file.
 * @param wasmFileName circom's witness program, or a .pwit
 * @param _options snarkjs's options; they have no effect here
 * @throws PsephosError `groth16/…` for inputs and programs that do not fit
 */
export async function calculate(
  input: CircuitSignals,
  wasmFileName: InputFile,
  wtnsFileName: OutputFile,
  _options?: unknown,
): Promise<void> {
  const calculator = await createWitnessCalculator(await readFile(wasmFileName, "the witness program"));
  await writeFile(wtnsFileName, formatWtns(await calculator.calculate(toCircuitInput(input))));
}
