/** A thread with a kernel of its own: a worker, or the calling thread itself, which can move to a worker. */
import { Failure, type PsephosError } from "../../errors/index.js";
import type { KernelModules } from "../instance.js";
import type { Kernel } from "../kernel.js";
import { execute, OUT_OF_MEMORY, type Output, Program, type ProgramData } from "./program.js";
import type { FromWorker } from "./protocol.js";
import { type AnyWorker, spawn } from "./spawn.js";

/** Runs programs one after another, in the given order. */
export interface Thread {
  /**
   * @param signal drops the program if it is still queued here, not posted to a worker; it then fails with the signal's reason.
   * @throws PsephosError `engine/out-of-memory`, `engine/thread-failed`, `engine/closed`
   */
  run(program: ProgramData, signal?: AbortSignal): Promise<Output[]>;
  close(): void;
}

function failure(error: unknown): PsephosError {
  const message = error instanceof Error ? error.message : `${error}`;
  return message === OUT_OF_MEMORY
    ? new Failure(OUT_OF_MEMORY, "the kernel is out of memory")
    : new Failure("engine/thread-failed", `a thread failed: ${message}`);
}

const closedError = (): PsephosError => new Failure("engine/closed", "the threads are closed");

/** Lets timers, messages and aborts run between two programs. Where there is `setImmediate`, without waiting for the next millisecond. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
    (setImmediate ?? setTimeout)(resolve);
  });

interface Job {
  readonly program: ProgramData;
  readonly signal: AbortSignal | undefined;
  resolve(outputs: Output[]): void;
  reject(error: unknown): void;
}

/** Programs wait in a queue, where they can still be dropped, until they are posted to the worker, or run on the calling thread. */
export class QueuedThread implements Thread {
  /** How many programs are posted ahead, the running one included: with more than one, a worker goes on while the calling thread is busy. */
  ahead = 1;
  readonly #queue: Job[] = [];
  /** The first one runs. */
  readonly #posted: Pick<Job, "resolve" | "reject">[] = [];
  readonly #worker: AnyWorker | undefined;
  /** The calling thread's, unless there is a worker. */
  #kernel: Kernel | undefined;
  /** Where the memory begins that programs reserve. */
  readonly #base: number = 0;
  #open = false;
  #ended: PsephosError | undefined;
  #successor: QueuedThread | undefined;
  #moves: "no" | "next" | "done" = "no";

  /**
   * Starts a worker, which has no kernel yet, unless one is given: then the calling thread does the programs, and nothing else while one runs.
   * Throws if the platform has no workers, or forbids them.
   */
  constructor(kernel?: Kernel) {
    this.#kernel = kernel;
    if (kernel) {
      this.#base = kernel.exports.mark() >>> 0;
      this.#open = true;
    } else {
      this.#worker = spawn({
        message: (message) => this.#receive(message),
        error: (error) => this.#end(failure(error)),
      });
      this.#worker.hold(true);
    }
  }

  /** Gives the worker its kernel. Resolves when it has it; rejects if it could not start. */
  start(modules: KernelModules): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#posted.push({ resolve, reject });
      this.#worker!.post({ start: modules }, []);
      this.#open = true;
      this.#next();
    });
  }

  run(program: ProgramData, signal?: AbortSignal): Promise<Output[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#queue.push({ program, signal, resolve, reject });
      this.#next();
    });
  }

  /**
   * Moves from the calling thread to a worker. When that one has started, it gets a copy of what programs have kept, at the same places,
   * between two programs, and does all later ones. Where no program has run yet, the first one waits for it. If it does not start, or has too
   * little memory, programs are done here as before.
   */
  move(modules: KernelModules): void {
    if (!this.#kernel || this.#successor || this.#ended) return;
    try {
      this.#successor = new QueuedThread();
    } catch {
      return;
    }
    // Where nothing has begun, nothing begins here: a large key's first programs take seconds.
    if (this.#posted.length === 0 && this.#kernel.exports.mark() >>> 0 === this.#base) this.#open = false;
    this.#successor.start(modules).then(
      () => {
        this.#moves = "next";
        this.#next();
      },
      () => {
        this.#successor!.close();
        this.#open = true;
        this.#next();
      },
    );
  }

  close(): void {
    this.#end(closedError());
    this.#worker?.terminate();
    this.#successor?.close();
  }

  #receive(message: FromWorker): void {
    const job = this.#posted.shift();
    if ("outputs" in message) job?.resolve(message.outputs);
    else job?.reject(failure(message.failed));
    this.#next();
  }

  #next(): void {
    if (this.#moves === "next" && this.#posted.length === 0) void this.#handOver(this.#kernel!);
    while (this.#open && this.#posted.length < this.ahead) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      if (job.signal?.aborted) job.reject(job.signal.reason);
      else if (this.#moves === "done")
        this.#successor!.run(job.program, job.signal).then(job.resolve, job.reject);
      else {
        this.#posted.push(job);
        if (!this.#kernel) this.#post(job.program);
        else void this.#runHere(job, this.#kernel);
      }
    }
    // A process may end after its proofs, even if the pool is not closed.
    this.#worker?.hold(!this.#open || this.#posted.length > 0);
  }

  async #runHere({ program, signal, resolve, reject }: Job, { exports }: Kernel): Promise<void> {
    await breathe();
    if (this.#ended) return;
    try {
      if (signal?.aborted) reject(signal.reason);
      else resolve(execute(exports, program));
    } catch (error) {
      reject(failure(error));
    }
    this.#posted.shift();
    this.#next();
  }

  async #handOver(kernel: Kernel): Promise<void> {
    this.#open = false;
    this.#moves = "no";
    const copy = new Program({ keep: true });
    copy.tell(copy.put(kernel.bytes.subarray(this.#base, kernel.exports.mark() >>> 0)));
    const [at] = await this.#successor!.run(copy).catch((): Output[] => []);
    if (at === this.#base) {
      this.#moves = "done";
      this.#kernel = undefined;
    } else this.#successor!.close();
    this.#open = true;
    this.#next();
  }

  /** Posts a program with copies of its bytes, but for those it was given: posting a view would post the whole memory behind it. */
  #post({ steps, keep }: ProgramData): void {
    const buffers: ArrayBuffer[] = [];
    const copies = steps.map((step) => {
      if (step.op !== "put") return step;
      // Not `slice`, which returns a view for Node's Buffers.
      const data = step.given ? step.data : new Uint8Array(step.data);
      buffers.push(data.buffer as ArrayBuffer);
      return { ...step, data };
    });
    this.#worker!.post({ program: { steps: copies, keep } }, buffers);
  }

  #end(reason: PsephosError): void {
    this.#ended ??= reason;
    for (const job of [...this.#posted.splice(0), ...this.#queue.splice(0)]) job.reject(this.#ended);
    this.#worker?.hold(false);
  }
}
