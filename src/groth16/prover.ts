/// <reference lib="esnext.disposable" preserve="true" />
/** Groth16 proofs for any circom circuit over BN254 [https://eprint.iacr.org/2016/260]. */
import { type KernelName, type StartingPool, startPool } from "../engine/index.js";
import { ensure, ensureAble, Failure, PsephosError } from "../errors/index.js";
import { viewOf } from "./formats/sections.js";
import { type ByteSource, readSource } from "./formats/source.js";
import { readWord, WORD } from "./formats/words.js";
import { parseWtns } from "./formats/wtns.js";
import type { ShownKeyKind } from "./key-kind.js";
import { ownProofFromBytes, type Proof } from "./proof.js";
import { drawBlinding } from "./proving/blinding.js";
import { type LoadedKey, loadKey } from "./proving/loaded-key.js";
import { proveWires } from "./proving/prove.js";
import { type ProvingKey, parseProvingKey } from "./proving/proving-key.js";
import { createWitnessCalculator } from "./witness/calculator.js";
import type { CircuitInput, WitnessCalculator } from "./witness/inputs.js";

/** A circuit's files. They are only read. */
export interface ProverArtifacts {
  /**
   * circom's witness program (`circuit_js/circuit.wasm`), or a straight-line one (.pwit) made from the circuit's constraints. Without
   * it, the prover can only prove witnesses that were computed elsewhere.
   */
  readonly wasm?: ByteSource;
  /** The proving key: snarkjs's .zkey, or the compact .pkey made from it. */
  readonly zkey: ByteSource;
}

export interface ProverOptions {
  /**
   * How many threads prove, 1 to 64. With 1, proofs are computed on the calling thread, which does nothing else
   * meanwhile. With more, and outside of pages, the calling thread takes part in a small circuit's first proof, and is free from the second one
   * on. If left out: as many as the machine has, up to 8; or 1 if workers are forbidden.
   */
  readonly threads?: number;
  /**
   * Which kernel computes. If left out: the fast one where the platform has relaxed SIMD with fused multiply-adds, else the plain
   * one. Both give the same values.
   */
  readonly kernel?: KernelName;
}

/** The progress of a proof: `fraction` grows from 0 to 1. */
export interface ProveProgress {
  readonly stage: "witness" | "proof" | "done";
  readonly fraction: number;
}

export interface ProveOptions {
  /** Makes `prove` throw the signal's reason at once. A thread finishes what it has begun (in a first proof, what it was given), and the result is discarded. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProveProgress) => void;
}

/** The result of `prove`, in snarkjs's forms, so that each can be used in place of the other. */
export interface ProofResult {
  readonly proof: Proof;
  /** Canonical decimal strings, the circuit's outputs first, then its public inputs. */
  readonly publicSignals: string[];
}

/** Makes proofs for one circuit until closed. */
export interface Prover extends AsyncDisposable {
  /**
   * The kind of the key, as far as its file shows: "forgeable-INSECURE" (anyone can forge proofs with it, for example with a key to
   * which nobody has contributed), "development-INSECURE" (its secrets are public), or "unknown".
   */
  readonly keyKind: ShownKeyKind;
  /** The kernel that computes. */
  readonly kernel: KernelName;
  /**
   * Computes the witness and proves it. Calls may overlap.
   * @param input the circuit's input signals by name; it is not changed.
   * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`, `groth16/unknown-signal`,
   *   `groth16/signal-size`, `groth16/missing-signal`: the input does not fit the circuit (the error names the signal, its
   *   value is never shown); `groth16/unsatisfied`: the inputs do not satisfy the circuit's constraints; `groth16/key-mismatch`: the
   *   key is for another circuit; `groth16/no-witness-program`; `groth16/closed`.
   *   `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`, `groth16/point-at-infinity`, `groth16/non-canonical-coordinate`,
   *   `groth16/pkey-rows`: the key has such a point (A, B and C may have some at infinity), or such rows; the prover has then closed itself.
   * @throws the abort reason if `signal` is aborted.
   */
  prove(input: CircuitInput, options?: ProveOptions): Promise<ProofResult>;
  /**
   * Proves a witness that was computed elsewhere, as a .wtns file. The prover does not check that it satisfies the
   * circuit: if it does not, every verifier refuses the proof.
   * @throws PsephosError as `parseWtns`; `groth16/key-mismatch`, `groth16/closed`.
   */
  proveWitness(wtns: Uint8Array, options?: ProveOptions): Promise<ProofResult>;
  /** Ends the workers and releases the key; running proofs fail with `groth16/closed`. May be called twice. */
  close(): Promise<void>;
}

/** The witness's share of a proof's time, for the progress. */
const WITNESS_FRACTION = 0.1;

/** `work`, or the signal's reason as soon as it is aborted. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function publicSignals(wires: Uint8Array, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${readWord(viewOf(wires), (i + 1) * WORD)}`);
}

/** Proofs with a larger domain take so long that the caller had better stay free. */
const CALLERS_DOMAIN = 1 << 13;

class EngineProver implements Prover {
  readonly keyKind: ShownKeyKind;
  /** The kernel that computes. */
  readonly kernel: KernelName;
  readonly #calculator: WitnessCalculator | undefined;
  readonly #pool: StartingPool;
  #proofs = 0;
  #closed = false;
  /** Proofs begin while it loads, and while threads start. */
  #key: LoadedKey;
  /** Resolves when all threads run, or the caller's in their place, and the key is loaded into them. */
  readonly #ready: Promise<unknown>;

  constructor(calculator: WitnessCalculator | undefined, key: ProvingKey, pool: StartingPool) {
    this.#calculator = calculator;
    this.keyKind = key.kind;
    this.kernel = pool.kernel;
    if (key.domainSize > CALLERS_DOMAIN) pool.settle();
    this.#pool = pool;
    this.#key = loadKey(key, pool.threads);
    this.#key.loaded.catch(() => {}); // `#ready` tells it, unless the threads did not start
    this.#ready = pool.started.then((threads) => {
      if (threads !== pool.threads) this.#key = loadKey(key, threads);
      return this.#key.loaded;
    });
    this.#ready.catch(() => pool.close()); // whoever proves is told why
  }

  prove(input: CircuitInput, options?: ProveOptions): Promise<ProofResult> {
    return this.#run(async (prove) => {
      if (this.#calculator === undefined) {
        throw new Failure("groth16/no-witness-program", "the prover was made without a witness program");
      }
      const wires = await this.#calculator.calculate(input);
      try {
        return await prove(wires);
      } finally {
        wires.fill(0);
      }
    }, options);
  }

  proveWitness(wtns: Uint8Array, options?: ProveOptions): Promise<ProofResult> {
    return this.#run(async (prove) => await prove(parseWtns(wtns)), options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs `work`, which gets a witness and passes it on, with the caller's options. */
  async #run(
    work: (prove: (wires: Uint8Array) => Promise<ProofResult>) => Promise<ProofResult>,
    options: ProveOptions = {},
  ): Promise<ProofResult> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    ensureAble(!this.#closed, "groth16/closed", "the prover is closed");
    // Whoever proves once does not pay for a worker in the caller's place.
    if (this.#proofs++ > 0) this.#pool.settle();
    onProgress?.({ stage: "witness", fraction: 0 });
    try {
      return await abortable(
        work((wires) => this.#prove(wires, options)),
        signal,
      );
    } catch (cause) {
      if (!(cause instanceof PsephosError && cause.code === "engine/closed")) throw cause;
      throw new Failure("groth16/closed", "the prover was closed", { cause });
    }
  }

  async #prove(wires: Uint8Array, { signal, onProgress }: ProveOptions): Promise<ProofResult> {
    const key = this.#key;
    signal?.throwIfAborted();
    ensure(
      wires.length === key.nVars * WORD,
      "groth16/key-mismatch",
      `the proving key is for a circuit of ${key.nVars} wires, but this witness has ${wires.length / WORD}`,
    );
    let furthest = 0;
    const reach = (fraction: number): void => {
      furthest = Math.max(furthest, fraction);
      onProgress?.({ stage: "proof", fraction: WITNESS_FRACTION + furthest * (1 - WITNESS_FRACTION) });
    };
    reach(0);
    const prove = () => proveWires(this.#key, wires, drawBlinding(), { signal, onFraction: reach });
    const bytes = await prove().catch(async (error: unknown) => {
      await this.#ready;
      if (this.#key === key) throw error;
      return prove(); // on the caller's thread, because the workers did not start
    });
    const result = { proof: ownProofFromBytes(bytes), publicSignals: publicSignals(wires, key.nPublic) };
    onProgress?.({ stage: "done", fraction: 1 });
    return result;
  }
}

/**
 * Makes a prover from a circuit's files, which may still be loading: meanwhile the threads start and the witness program is
 * compiled. The prover is there when the files are read; the key's points are then copied into the threads' memories and checked, while a first
 * witness may be computed. The prover does not keep the files' bytes.
 * @throws PsephosError as `parseZkey` and `parseCompactKey`; `groth16/witness-program` if `wasm` is not circom 2's for BN254; `groth16/source-shape`,
 *   `groth16/source-size`; `engine/thread-count`, `engine/no-workers`. What is wrong with the key's points, `prove` throws.
 */
export async function createProver(artifacts: ProverArtifacts, options: ProverOptions = {}): Promise<Prover> {
  ensure(
    typeof artifacts === "object" && artifacts !== null,
    "groth16/source-shape",
    "a prover is made of an object with wasm and zkey",
  );
  ensure(
    typeof options === "object" && options !== null,
    "groth16/source-shape",
    "the options of a prover are not an object",
  );
  const starting = startPool(options);
  try {
    const [calculator, key, pool] = await Promise.all([
      artifacts.wasm === undefined
        ? undefined
        : readSource(artifacts.wasm, "the witness program").then(createWitnessCalculator),
      readSource(artifacts.zkey, "the proving key").then(parseProvingKey),
      starting,
    ]);
    // Who asked for a number of threads is told here if there are no workers.
    if (options.threads !== undefined) await pool.started;
    return new EngineProver(calculator, key, pool);
  } catch (error) {
    // That nothing proves here is the reason to tell, whatever the files are.
    await starting.then((pool) => pool.close());
    throw error;
  }
}
