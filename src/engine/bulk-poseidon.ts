/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Poseidon in bulk, in the kernel: vectors of inputs to hashes, on all threads of the pool.
 * The same function as `poseidon`, about ten times as fast and without a BigInt.
 */
import { ensure } from "../errors/index.js";
import { createPool, type Pool, type PoolOptions } from "./pool/pool.js";
import { Program } from "./pool/program.js";
import type { Thread } from "./pool/thread.js";
import { inOrder } from "./pool/turns.js";

const WORD = 32;
/** One portion of a thread takes about 20 ms: progress and aborts may wait that long. */
const INPUTS_AT_ONCE = 1 << 12;
/** The least number of portions for each thread, so that all threads end at nearly the same time. */
const SHARES = 4;
/** For fewer hashes, sending a portion costs as much as hashing it. */
const LEAST = 16;
const MAX_ARITY = 8;

export interface BulkOptions {
  /** Called with the number of finished hashes and of all hashes. */
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
   * @throws PsephosError `engine/poseidon-arity`, `engine/poseidon-length`, `bytes/non-canonical`,
   *   `engine/closed`, `engine/out-of-memory`
   */
  hash(inputs: Uint8Array, arity: number, options?: BulkOptions): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Hashes inputs that `read` makes when they are needed.
   * @param read gives the inputs of hashes `from` (included) to `to` (excluded), as `hash` takes them; its result
   *   is copied at once.
   * @throws PsephosError as `hash` does
   */
  hashFrom(
    count: number,
    arity: number,
    read: (from: number, to: number) => Uint8Array,
    options?: BulkOptions,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends the threads, if this hasher started them. */
  close(): Promise<void>;
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
  ensure(done === count, "bytes/non-canonical", () => `an input of hash ${first + done} is not in [0, r)`);
  return hashes;
}

function assertArity(arity: number): void {
  ensure(
    Number.isInteger(arity) && arity >= 1 && arity <= MAX_ARITY,
    "engine/poseidon-arity",
    `Poseidon takes 1 to ${MAX_ARITY} inputs, not ${arity}`,
  );
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
  const hashFrom: BulkPoseidon["hashFrom"] = async (count, arity, read, { onProgress, signal } = {}) => {
    assertArity(arity);
    const hashes = new Uint8Array(count * WORD);
    const share = Math.ceil(count / (SHARES * pool.threads.length));
    const portion = Math.max(LEAST, Math.min(share, Math.ceil(INPUTS_AT_ONCE / arity)));
    let done = 0;
    const hashPortion = async (thread: Thread, k: number): Promise<void> => {
      const from = k * portion;
      const to = Math.min(count, from + portion);
      hashes.set(await hashOn(thread, read(from, to), arity, from, signal), from * WORD);
      done += to - from;
      onProgress?.(done, count);
    };
    await inOrder(pool, Math.ceil(count / portion), hashPortion, signal);
    return hashes;
  };
  return {
    async hash(inputs, arity, options) {
      assertArity(arity);
      const size = WORD * arity;
      ensure(
        inputs.length % size === 0,
        "engine/poseidon-length",
        `${inputs.length} bytes are not a number of inputs for Poseidon of ${arity}, at ${size} bytes a hash`,
      );
      const read = (from: number, to: number): Uint8Array => inputs.subarray(from * size, to * size);
      return hashFrom(inputs.length / size, arity, read, options);
    },
    hashFrom,
    close,
    [Symbol.asyncDispose]: close,
  };
}
