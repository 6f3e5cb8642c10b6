/** Groth16 proofs for any circom circuit over BN254 [https://eprint.iacr.org/2016/260]. */
import { ensure, PsephosError } from "../errors.js";
import type { Proof } from "./proof.js";
import { leaseSnarkjs } from "./snarkjs.js";
import { createWitnessCalculator } from "./witness/calculator.js";
import type { CircuitInput } from "./witness/inputs.js";
import { wtnsToBytes } from "./witness/wtns.js";

/** A circuit's files, as bytes. They are read and never written to. */
export interface ProverArtifacts {
  /** circom's witness program (`circuit_js/circuit.wasm`). */
  readonly wasm: Uint8Array;
  /** The proving key (`circuit.zkey`). */
  readonly zkey: Uint8Array;
}

/** How far a proof has come: `fraction` grows from 0 to 1. */
export interface ProveProgress {
  readonly stage: "witness" | "proof" | "done";
  readonly fraction: number;
}

export interface ProveOptions {
  /** Stops the proof between two of its stages; `prove` then throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProveProgress) => void;
}

/** What `prove` answers with: snarkjs's forms, so that either can stand where the other is expected. */
export interface ProofResult {
  readonly proof: Proof;
  /** Canonical decimal strings, the circuit's outputs first, then its public inputs. */
  readonly publicSignals: string[];
}

/** Makes proofs for one circuit until closed. */
export interface Prover extends AsyncDisposable {
  /**
   * Computes the witness and proves it. Calls may overlap.
   * @param input the circuit's input signals by name; it is not changed.
   * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`, `groth16/unknown-signal`,
   *   `groth16/signal-size`, `groth16/missing-signal`: the input is not the circuit's (the signal is named, its
   *   value never); `groth16/unsatisfied`: the inputs break a rule of the circuit; `groth16/closed`.
   * @throws the abort reason when `signal` is aborted.
   */
  prove(input: CircuitInput, options?: ProveOptions): Promise<ProofResult>;
  /** Ends the workers, after the proofs under way have finished or failed with `groth16/closed`. May be called twice. */
  close(): Promise<void>;
}

/**
 * Makes a prover from a circuit's files.
 * @throws PsephosError `groth16/witness-program` when `wasm` is not circom 2's for BN254.
 */
export async function createProver(artifacts: ProverArtifacts): Promise<Prover> {
  const { zkey } = artifacts;
  const calculator = await createWitnessCalculator(artifacts.wasm);
  const lease = await leaseSnarkjs();
  const pending = new Set<Promise<unknown>>();
  let closed = false;

  async function work(input: CircuitInput, options: ProveOptions): Promise<ProofResult> {
    const { signal, onProgress } = options;
    const reach = (stage: ProveProgress["stage"], fraction: number): void => {
      signal?.throwIfAborted();
      ensure(!closed, "groth16/closed", "the prover is closed");
      onProgress?.({ stage, fraction });
    };
    reach("witness", 0);
    const witness = wtnsToBytes(await calculator.calculate(input));
    reach("proof", 0.1);
    let result: Awaited<ReturnType<typeof lease.groth16.prove>>;
    try {
      result = await lease.groth16.prove(zkey, witness);
    } catch (cause) {
      throw new PsephosError("groth16/proving-key", "the proving key cannot be used with this circuit", {
        cause,
      });
    }
    reach("done", 1);
    return { proof: result.proof as unknown as Proof, publicSignals: result.publicSignals };
  }

  function prove(input: CircuitInput, options: ProveOptions = {}): Promise<ProofResult> {
    const proof = work(input, options);
    const settled = proof.catch(() => {}).finally(() => pending.delete(settled));
    pending.add(settled);
    return proof;
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all(pending);
    await lease.end();
  }

  return { prove, close, [Symbol.asyncDispose]: close };
}
