/** Checks statements on workers: of a page, or of Node. Each worker runs `worker.ts`. */
import { Failure } from "../errors/index.js";
import type { Facts, Statement } from "../ledger/index.js";
import type { BundleKey } from "./static-checks.js";

/** What a worker is started with. */
export interface WorkerStart {
  readonly start: { readonly keys: readonly BundleKey[]; readonly insecure: boolean };
}
export interface WorkerQuestion {
  readonly ask: readonly Statement[];
}
export type WorkerAnswer = { readonly answers: readonly boolean[] } | { readonly failed: string };

export interface AuditWorkerEvent {
  readonly type: string;
  readonly data?: unknown;
}

/** A Web Worker, one that a page lends, or a worker of Node's worker_threads. */
export interface AuditWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  addEventListener?(type: "message" | "error", listener: (event: AuditWorkerEvent) => void): void;
  on?(type: "message" | "error" | "exit", listener: (value: unknown) => void): void;
}

/** Facts whose workers have to be ended. */
export interface ThreadedFacts extends Facts {
  close(): Promise<void>;
}

/** Fewer statements are not worth a message to a further worker: a batch of proofs is cheaper than two halves. */
const LEAST = 64;

/** A worker and the questions that it has not answered, in order. */
class Thread {
  readonly #worker: AuditWorker;
  #ended: Failure | undefined;
  readonly #waiting: { resolve(answers: readonly boolean[]): void; reject(error: unknown): void }[] = [];

  constructor(worker: AuditWorker, start: WorkerStart) {
    this.#worker = worker;
    const message = (data: unknown) => this.#answered(data as WorkerAnswer);
    const error = (cause: unknown) => this.#end(cause);
    if (worker.on) {
      worker.on("message", message);
      worker.on("error", error);
      worker.on("exit", () => this.#end(undefined));
    } else {
      worker.addEventListener!("message", ({ data }) => message(data));
      worker.addEventListener!("error", error);
    }
    worker.postMessage(start);
  }

  ask(statements: readonly Statement[]): Promise<readonly boolean[]> {
    if (this.#ended) return Promise.reject(this.#ended); // a worker that has ended never answers
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage({ ask: statements } satisfies WorkerQuestion);
    });
  }

  #answered(answer: WorkerAnswer): void {
    const waiting = this.#waiting.shift();
    if ("answers" in answer) waiting?.resolve(answer.answers);
    else waiting?.reject(new Failure("audit/worker", `a worker failed: ${answer.failed}`));
  }

  #end(cause: unknown): void {
    this.#worker.terminate();
    const error = new Failure("audit/worker", "a worker ended", {
      cause,
      hint: "Audit with one thread: workers may not be allowed here.",
    });
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  close(): void {
    this.#end(undefined);
  }
}

/** Facts that workers check, in parts of equal size. */
export function threadedFacts(workers: readonly AuditWorker[], start: WorkerStart["start"]): ThreadedFacts {
  const threads = workers.map((worker) => new Thread(worker, { start }));
  return {
    async ask(statements) {
      const count = Math.max(1, Math.min(threads.length, Math.floor(statements.length / LEAST)));
      const size = Math.ceil(statements.length / count);
      const parts = Array.from({ length: count }, (_, i) => statements.slice(i * size, (i + 1) * size));
      return (await Promise.all(parts.map((part, i) => threads[i]!.ask(part)))).flat();
    },
    async close() {
      for (const thread of threads) thread.close();
    },
  };
}
