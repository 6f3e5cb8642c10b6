/**
 * Poseidon in bulk, in the kernel: vectors of inputs to hashes, on as many threads as there are.
 * The same function as `poseidon`, about ten times as fast and without a BigInt.
 */
import { ensure, PsephosError } from "../errors.js";
import { createPool, type Pool, type PoolOptions } from "./pool/pool.js";
import { Program } from "./pool/program.js";
import type { Thread } from "./pool/thread.js";
import { inOrder } from "./pool/turns.js";

const WORD = 32;
/** What a thread is given at once takes about 20 ms: progress and aborts have to wait as long. */
const INPUTS_AT_ONCE = 1 << 12;

export interface BulkOptions {
  /** Told how many of how many hashes are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two portions of work; the call then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Hashes in bulk until closed. */
export interface BulkPoseidon extends AsyncDisposable {
  /**
   * Hashes many inputs of one arity.
   * @param inputs `arity` inputs for each hash, one after another: 32 bytes each, big-endian, below r.
   * @param arity 1 to 8
   * @returns the hashes in order, 32 bytes each, big-endian.
   * @throws PsephosError `engine/poseidon-arity`, `engine/poseidon-length`, `engine/non-canonical`,
   *   `engine/closed`, `engine/out-of-memory`
   */
  hash(inputs: Uint8Array, arity: number, options?: BulkOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends the threads, if they were started for this. */
  close(): Promise<void>;
}

/** The error for an input that is not below r. */
export function nonCanonicalInput(hash: number): PsephosError {
  return new PsephosError("engine/non-canonical", `an input of hash ${hash} is not in [0, r)`);
}

async function hashOn(
  thread: Thread,
  inputs: Uint8Array,
  arity: number,
  first: number,
  signal?: AbortSignal,
) {
  const count = inputs.length / (WORD * arity);
  const program = new Program();
  const at = program.put(inputs);
  program.tell(program.call("poseidon_hash", at, at, count, arity));
  program.get(at, count * WORD);
  const [done, hashes] = (await thread.run(program, signal)) as [number, Uint8Array];
  if (done !== count) throw nonCanonicalInput(first + done);
  return hashes;
}

/**
 * Makes a hasher with threads of its own, or on the threads of a pool, which it then leaves open.
 * @throws PsephosError `engine/thread-count`, `engine/no-workers`
 */
export async function createPoseidon(options: PoolOptions | { pool: Pool } = {}): Promise<BulkPoseidon> {
  const pool = "pool" in options ? options.pool : await createPool(options);
  const close = async (): Promise<void> => {
    if (!("pool" in options)) await pool.close();
  };
  return {
    async hash(inputs, arity, { onProgress, signal } = {}) {
      ensure(
        Number.isInteger(arity) && arity >= 1 && arity <= 8,
        "engine/poseidon-arity",
        `Poseidon takes 1 to 8 inputs, not ${arity}`,
      );
      const size = WORD * arity;
      ensure(
        inputs.length % size === 0,
        "engine/poseidon-length",
        `${inputs.length} bytes are not a number of inputs for Poseidon of ${arity}, at ${size} bytes a hash`,
      );
      const total = inputs.length / size;
      const hashes = new Uint8Array(total * WORD);
      const portion = Math.ceil(INPUTS_AT_ONCE / arity);
      let done = 0;
      await inOrder(
        pool,
        Math.ceil(total / portion),
        async (thread, k) => {
          const from = k * portion;
          const to = Math.min(total, from + portion);
          const result = await hashOn(thread, inputs.subarray(from * size, to * size), arity, from, signal);
          hashes.set(result, from * WORD);
          done += to - from;
          onProgress?.(done, total);
        },
        signal,
      );
      return hashes;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
