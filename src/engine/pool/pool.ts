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
import { LocalThread, type Thread, WorkerThread } from "./thread.js";

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

/** Workers that start while the kernel is loaded and compiled: both take long. */
function spawnWorkers(count: number): WorkerThread[] {
  const workers: WorkerThread[] = [];
  try {
    for (let i = 0; i < count; i++) workers.push(new WorkerThread());
    return workers;
  } catch (cause) {
    for (const worker of workers) worker.close();
    throw noWorkers(cause);
  }
}

async function startWorkers(
  workers: readonly WorkerThread[],
  modules: KernelModules,
): Promise<readonly WorkerThread[]> {
  try {
    await Promise.all(workers.map((worker) => worker.start(modules)));
    return workers;
  } catch (cause) {
    for (const worker of workers) worker.close();
    throw noWorkers(cause);
  }
}

/**
 * Starts a pool. If workers are forbidden and no number of threads was given, it has one thread, the caller's.
 * @throws PsephosError `engine/thread-count`, `engine/no-workers`, `engine/no-webassembly`, `engine/kernel-name`, `engine/no-fast-kernel`
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  const { threads: wanted, kernel } = options;
  const given = typeof kernel === "object" && kernel !== null ? kernel : undefined;
  ensure(
    wanted === undefined || (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_THREADS),
    "engine/thread-count",
    `the number of threads is not an integer from 1 to ${MAX_THREADS}`,
  );
  const count = wanted ?? (mayHang() ? 1 : Math.min(hardwareThreads(), DEFAULT_MAX));
  ensure(
    given !== undefined || kernel === undefined || ["plain", "fast"].includes(kernel as string),
    "engine/kernel-name",
    'the kernel is neither "plain" nor "fast"',
  );
  /** What to do without workers: forgo them, unless a number of threads was asked for. */
  const without = (error: unknown): undefined => {
    if (wanted !== undefined) throw error;
  };
  let workers: readonly WorkerThread[] = [];
  try {
    if (count > 1) workers = spawnWorkers(count);
  } catch (error) {
    without(error);
  }
  let modules: KernelModules;
  try {
    modules = given ?? (await compileKernels(kernel as KernelName | undefined));
  } catch (error) {
    for (const worker of workers) worker.close();
    throw error;
  }
  let threads: readonly Thread[] | undefined;
  if (workers.length > 0) threads = await startWorkers(workers, modules).catch(without);
  threads ??= [new LocalThread(await Kernel.create(modules))];
  const close = async (): Promise<void> => {
    for (const thread of threads) thread.close();
  };
  const name = modules.fast === undefined ? "plain" : "fast";
  return { threads, kernel: name, close, [Symbol.asyncDispose]: close };
}
