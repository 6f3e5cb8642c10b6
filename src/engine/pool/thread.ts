/** A thread with a kernel of its own: a worker, or the calling thread itself. */
import { Failure, type PsephosError } from "../../errors/index.js";
import type { KernelModules } from "../instance.js";
import type { Kernel } from "../kernel.js";
import { execute, OUT_OF_MEMORY, type Output, type ProgramData } from "./program.js";
import type { FromWorker } from "./protocol.js";
import { type AnyWorker, spawn } from "./spawn.js";

/** Runs programs one after another, in the given order. */
export interface Thread {
  /**
   * @param signal drops the program if it has not begun; it then fails with the signal's reason.
   * @throws PsephosError `engine/out-of-memory`, `engine/thread-failed`, `engine/closed`
   */
  run(program: ProgramData, signal?: AbortSignal): Promise<Output[]>;
  close(): void;
}

function failure(message: string): PsephosError {
  return message === OUT_OF_MEMORY
    ? new Failure(OUT_OF_MEMORY, "the kernel is out of memory")
    : new Failure("engine/thread-failed", `a thread failed: ${message}`);
}

const closedError = (): PsephosError => new Failure("engine/closed", "the threads are closed");

/** Lets timers, messages and aborts run between two programs. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const host = globalThis as { setImmediate?: (callback: () => void) => unknown };
    // If there is one, it does not wait for the next millisecond.
    if (host.setImmediate !== undefined) host.setImmediate(resolve);
    else setTimeout(resolve, 0);
  });

/** The calling thread: nothing else runs while a program does. */
export class LocalThread implements Thread {
  readonly #kernel: Kernel;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  run(program: ProgramData, signal?: AbortSignal): Promise<Output[]> {
    const turn = this.#last.then(async () => {
      await breathe();
      signal?.throwIfAborted();
      if (this.#closed) throw closedError();
      try {
        return execute(this.#kernel.exports, program);
      } catch (error) {
        throw failure(error instanceof Error ? error.message : "unknown");
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  close(): void {
    this.#closed = true;
  }
}

interface Job {
  readonly program: ProgramData;
  readonly signal: AbortSignal | undefined;
  resolve(outputs: Output[]): void;
  reject(error: unknown): void;
}

/** A worker. It gets one program at a time, so that waiting programs can still be dropped. */
export class WorkerThread implements Thread {
  readonly #worker: AnyWorker;
  readonly #queue: Job[] = [];
  #running: Job | undefined;
  #ended: PsephosError | undefined;
  #started!: { resolve(): void; reject(error: unknown): void };
  readonly #start: Promise<void>;

  /** Starts the worker, which has no kernel yet. Throws if the platform has no workers, or forbids them. */
  constructor() {
    this.#start = new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    this.#start.catch(() => {});
    this.#worker = spawn({
      message: (message) => this.#receive(message),
      error: (error) => this.#end(failure(error instanceof Error ? error.message : String(error))),
    });
    this.#worker.hold(true);
  }

  /** Gives the worker its kernel. Resolves when it has it; rejects if it could not start. */
  start(modules: KernelModules): Promise<void> {
    this.#worker.post({ start: modules }, []);
    return this.#start;
  }

  run(program: ProgramData, signal?: AbortSignal): Promise<Output[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      this.#queue.push({ program, signal, resolve, reject });
      this.#next();
    });
  }

  close(): void {
    this.#end(closedError());
    this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if ("started" in message) {
      this.#started.resolve();
    } else {
      const job = this.#running;
      this.#running = undefined;
      if ("outputs" in message) job?.resolve(message.outputs);
      else job?.reject(failure(message.failed));
    }
    this.#next();
  }

  #next(): void {
    while (this.#running === undefined) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      if (job.signal?.aborted) {
        job.reject(job.signal.reason);
        continue;
      }
      this.#running = job;
      this.#post(job.program);
    }
    // A process may end after its proofs, even if the pool is not closed.
    this.#worker.hold(this.#running !== undefined);
  }

  /** Posts a program with copies of its bytes: posting a view would post the whole memory behind it. */
  #post({ steps, keep }: ProgramData): void {
    const buffers: ArrayBuffer[] = [];
    const copies = steps.map((step) => {
      if (step.op !== "put") return step;
      // Not `slice`, which returns a view for Node's Buffers.
      const data = new Uint8Array(step.data);
      buffers.push(data.buffer);
      return { ...step, data };
    });
    this.#worker.post({ program: { steps: copies, keep } }, buffers);
  }

  #end(reason: PsephosError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#started.reject(reason);
    for (const job of [this.#running, ...this.#queue.splice(0)]) job?.reject(reason);
    this.#running = undefined;
    this.#worker.hold(false);
  }
}
