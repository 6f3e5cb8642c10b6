/** The key of a process's census proofs, for every command that proves, verifies, counts, signs, posts, watches or checks. */
import {
  createVerifier,
  UNKNOWN_KEY_KIND,
  type Verifier,
  verificationKeyHash,
  verificationKeyKind,
} from "../groth16/index.js";
import { type CensusKey, ensureCensusKey, type KeyAtHand } from "../process/index.js";
import { loadVerifyingCircuit, type VerifyingCircuit } from "./circuit.js";
import type { Context } from "./context.js";

export interface CensusKeyOptions {
  /** Where the circuit's files are. */
  readonly artifacts?: string;
  /** Accept a key that does not come from a finished ceremony. */
  readonly insecure?: boolean;
}

/** A circuit's key, as the rooms compare it. */
export function keyAtHand({
  name,
  verificationKey,
  kind,
}: VerifyingCircuit): KeyAtHand & { circuit: string } {
  const shown = verificationKeyKind(verificationKey);
  const keyHash = `0x${verificationKeyHash(verificationKey)}` as const;
  return {
    circuit: name,
    keyHash,
    keyKind: shown === UNKNOWN_KEY_KIND ? kind : shown,
  };
}

/** @throws PsephosError `process/other-key`, `process/insecure-key` unless a circuit's key is the one that the process names */
export function ensureKeyOf(
  process: CensusKey,
  circuit: VerifyingCircuit,
  { insecure }: CensusKeyOptions,
): void {
  ensureCensusKey(process, keyAtHand(circuit), { insecure });
}

/**
 * The verifier of a process's census proofs, and what its key is called.
 * @throws PsephosError as {@link ensureKeyOf}, and `loadVerifyingCircuit`
 */
export async function censusVerifier(
  { output, signal }: Context,
  process: CensusKey,
  options: CensusKeyOptions,
): Promise<{ readonly verifier: Verifier; readonly label: string }> {
  const circuit = await loadVerifyingCircuit(process.circuit, output, signal, options.artifacts);
  ensureKeyOf(process, circuit, options);
  return { verifier: await createVerifier(circuit.verificationKey), label: circuit.label };
}
