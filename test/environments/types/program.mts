// Compiled against the packed package, without Node's types.
import {
  type ByteSource,
  type CircuitSignals,
  createProver,
  createVerifier,
  type ErrorCode,
  groth16,
  type InputFile,
  PsephosError,
  type VerificationKeyJson,
  type Verifier,
  wtns,
} from "psephos-groth16";

export async function program(
  wasm: ByteSource,
  zkey: InputFile,
  key: VerificationKeyJson,
  input: CircuitSignals,
) {
  const prover = await createProver({ wasm, zkey: "c.zkey" }, { threads: 1 });
  const { proof, publicSignals } = await prover.prove({ a: 3n, b: [[1, "2"], Uint8Array.of(1, 2)] });
  const verifier: Verifier = await createVerifier(key);
  const answer: boolean = await verifier.verify({ proof, publicSignals: [...publicSignals, 7] });
  const kind: string = prover.keyKind;
  const witness: { type: "mem"; data?: Uint8Array } = { type: "mem" };
  await wtns.calculate(input, wasm, witness);
  const full = await groth16.prove(zkey, witness);
  const text: string = await groth16.exportSolidityCallData(full.proof, full.publicSignals);
  const same: boolean = await groth16.verify(key, full.publicSignals, full.proof);
  return [answer, kind, text, same];
}

export const codeOf = (error: unknown): ErrorCode | undefined =>
  error instanceof PsephosError ? error.code : undefined;
export const unsatisfied: ErrorCode = "groth16/unsatisfied";
// @ts-expect-error there is no such rule
export const other: ErrorCode = "groth16/no-such-rule";
