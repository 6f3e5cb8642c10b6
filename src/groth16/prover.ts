/** Groth16 proofs for any circom circuit over BN254 [https://eprint.iacr.org/2016/260]. */
import { ensure, PsephosError } from "../errors.js";
import { type ByteSource, readSource } from "./formats/source.js";
import { WORD } from "./formats/words.js";
import { formatWtns, parseWtns } from "./formats/wtns.js";
import { parseZkey } from "./formats/zkey.js";
import type { Proof } from "./proof.js";
import { leaseSnarkjs } from "./snarkjs.js";
import { createWitnessCalculator } from "./witness/calculator.js";
import type { CircuitInput } from "./witness/inputs.js";

/** A circuit's files. They are read and never written to. */
export interface ProverArtifacts {
  /** circom's witness program (`circuit_js/circuit.wasm`). Without it, only witnesses made elsewhere can be proved. */
  readonly wasm?: ByteSource;
  /** The proving key (`circuit.zkey`). */
  readonly zkey: ByteSource;
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
   *   value never); `groth16/unsatisfied`: the inputs break a rule of the circuit; `groth16/key-mismatch`: the
   *   key is for another circuit; `groth16/no-witness-program`; `groth16/closed`.
   * @throws the abort reason when `signal` is aborted.
   */
  prove(input: CircuitInput, options?: ProveOptions): Promise<ProofResult>;
  /**
   * Proves a witness that was computed elsewhere, as a .wtns file. Whether it satisfies the circuit is not
   * checked: the proof of one that does not is refused by every verifier.
   * @throws PsephosError as `parseWtns`; `groth16/key-mismatch`, `groth16/closed`.
   */
  proveWitness(wtns: Uint8Array, options?: ProveOptions): Promise<ProofResult>;
  /** Ends the workers, after the proofs under way have finished or failed with `groth16/closed`. May be called twice. */
  close(): Promise<void>;
}

/**
 * Makes a prover from a circuit's files, which may still be on their way.
 * @throws PsephosError as `parseZkey`; `groth16/witness-program` when `wasm` is not circom 2's for BN254;
 *   `groth16/source-shape`, `groth16/source-size`.
 */
export async function createProver(artifacts: ProverArtifacts): Promise<Prover> {
  const [calculator, zkey] = await Promise.all([
    artifacts.wasm && readSource(artifacts.wasm, "the witness program").then(createWitnessCalculator),
    readSource(artifacts.zkey, "the proving key"),
  ]);
  const { nVars } = parseZkey(zkey);
  const lease = await leaseSnarkjs();
  const pending = new Set<Promise<unknown>>();
  let closed = false;

  async function work(witness: () => Promise<Uint8Array>, options: ProveOptions): Promise<ProofResult> {
    const { signal, onProgress } = options;
    const reach = (stage: ProveProgress["stage"], fraction: number): void => {
      signal?.throwIfAborted();
      ensure(!closed, "groth16/closed", "the prover is closed");
      onProgress?.({ stage, fraction });
    };
    reach("witness", 0);
    const wires = await witness();
    ensure(
      wires.length === nVars * WORD,
      "groth16/key-mismatch",
      `the proving key is for a circuit of ${nVars} wires, and this witness has ${wires.length / WORD}`,
    );
    reach("proof", 0.1);
    const result = await lease.groth16.prove(zkey, formatWtns(wires));
    reach("done", 1);
    return { proof: result.proof as unknown as Proof, publicSignals: result.publicSignals };
  }

  function start(witness: () => Promise<Uint8Array>, options: ProveOptions = {}): Promise<ProofResult> {
    const proof = work(witness, options);
    const settled = proof.catch(() => {}).finally(() => pending.delete(settled));
    pending.add(settled);
    return proof;
  }

  async function compute(input: CircuitInput): Promise<Uint8Array> {
    if (calculator === undefined) {
      throw new PsephosError("groth16/no-witness-program", "the prover was made without a witness program");
    }
    return await calculator.calculate(input);
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all(pending);
    await lease.end();
  }

  return {
    prove: (input, options) => start(() => compute(input), options),
    proveWitness: (wtns, options) => start(async () => parseWtns(wtns), options),
    close,
    [Symbol.asyncDispose]: close,
  };
}
