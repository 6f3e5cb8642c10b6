/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A pool of threads, each with the compiled kernel. With one thread everything runs on the caller's thread and there
 * is no worker. No shared memory is used, so pages need not be cross-origin isolated.
 */
import { ensure, Failure, type PsephosError } from "../../errors/index.js";
import type { KernelName } from "../fast-kernel.js";
import type { KernelModules } from "../instance.js";
import { compileKernels, Kernel } from "../kernel.js";
import { mayHang } from "../lend/index.js";
import { hardwareThreads } from "./spawn.js";
import { QueuedThread, type Thread } from "./thread.js";

/** More threads are not faster on present machines, and cost 1 MB each. */
const MAX_THREADS = 64;
/** The largest default: with more than eight, the slowest cores of a phone or laptop delay the others. */
const DEFAULT_MAX = 8;

export interface PoolOptions {
  /**
   * How many threads, 1 to 64; as many as the machine has, up to 8, if left out. In a worker of Firefox's whose page lends none
   * (`lendWorkers`), one if left out: there, starting others can stop the worker for good.
   */
  readonly threads?: number;
  /**
   * Which kernel computes, or its modules, as setups give those that have vectors (vectors.ts). If left out, the fast one where the platform
   * has what it needs, else the plain one. Results are the same.
   */
  readonly kernel?: KernelName | KernelModules;
}

/** Threads that exist until closed. They do not keep a process alive that has nothing else to do. */
export interface Pool extends AsyncDisposable {
  readonly threads: readonly Thread[];
  /** The kernel that computes. */
  readonly kernel: KernelName;
  /** Ends the workers; unfinished work fails with `engine/closed`. May be called twice. */
  close(): Promise<void>;
}

const noWorkers = (cause: unknown): PsephosError =>
  new Failure("engine/no-workers", "workers cannot be started here", {
    hint: "Allow `worker-src blob:` in the content security policy, or ask for one thread.",
    cause,
  });

/** A pool whose workers may still be starting. */
export interface StartingPool extends Pool {
  /**
   * The threads, when all workers run: those of `threads`; or only the caller's, with nothing in its memory, if workers cannot be
   * started and no number of threads was given.
   * @throws PsephosError `engine/no-workers`
   */
  readonly started: Promise<readonly Thread[]>;
  /** If one of the threads is the caller's, moves it to a worker of its own. */
  settle(): void;
}

/** How far ahead workers are given their programs until `settle`: meanwhile the caller computes, or a page is busy, and does not listen. */
const AHEAD = 16;

/**
 * Starts a pool without waiting for its workers. Where the caller may block (it is not a page), it is itself the first of several
 * threads until `settle`: a worker takes longer to start than its share of a small proof takes.
 * @throws PsephosError `engine/thread-count`, `engine/no-workers`, `engine/no-webassembly`, `engine/kernel-name`, `engine/no-fast-kernel`
 */
export async function startPool(options: PoolOptions = {}, takesPart = true): Promise<StartingPool> {
  const { threads: wanted, kernel } = options;
  const given = kernel instanceof Object ? kernel : undefined;
  ensure(
    wanted === undefined || (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_THREADS),
    "engine/thread-count",
    `the number of threads is not an integer from 1 to ${MAX_THREADS}`,
  );
  const count = wanted ?? (mayHang() ? 1 : Math.min(hardwareThreads(), DEFAULT_MAX));
  ensure(
    given !== undefined || ["plain", "fast", undefined].includes(kernel as string | undefined),
    "engine/kernel-name",
    'the kernel is neither "plain" nor "fast"',
  );
  const takes = count > 1 && takesPart && !("document" in globalThis);
  const workers: QueuedThread[] = [];
  /** The threads in use, once `started` has resolved. */
  let used: readonly Thread[] = workers;
  let closed = false;
  const end = (): void => {
    for (const thread of used) thread.close();
  };
  const local = async (): Promise<QueuedThread> => new QueuedThread(await Kernel.create(modules));
  let modules: KernelModules;
  let caller: QueuedThread | undefined;
  try {
    // They start while the kernel is loaded and compiled: both take long.
    for (let i = takes || count === 1 ? 1 : 0; i < count; i++) workers.push(new QueuedThread());
  } catch (error) {
    end();
    workers.length = 0;
    if (wanted !== undefined) throw noWorkers(error);
  }
  try {
    modules = given ?? (await compileKernels(kernel as KernelName | undefined));
    if (takes || workers.length === 0) {
      caller = await local();
      used = [caller, ...workers];
    }
  } catch (error) {
    end();
    throw error;
  }
  const threads = used;
  const started = Promise.all(
    workers.map((worker) => {
      if (takesPart) worker.ahead = AHEAD;
      return worker.start(modules);
    }),
  ).then(
    () => threads,
    async (error: unknown) => {
      end();
      if (closed) throw error;
      if (wanted !== undefined) throw noWorkers(error);
      used = [await local()];
      if (closed) end();
      return used;
    },
  );
  started.catch(() => {}); // whoever waits for it is told
  const settle = (): void => {
    if (workers.length === 0) return;
    for (const worker of workers) worker.ahead = 1;
    caller?.move(modules);
  };
  const close = async (): Promise<void> => {
    closed = true;
    end();
  };
  return {
    threads,
    started,
    settle,
    kernel: modules.fast ? "fast" : "plain",
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Starts a pool. If workers are forbidden and no number of threads was given, it has one thread, the caller's.
 * @throws PsephosError `engine/thread-count`, `engine/no-workers`, `engine/no-webassembly`, `engine/kernel-name`, `engine/no-fast-kernel`
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  const pool = await startPool(options, false);
  return { ...pool, threads: await pool.started };
}
