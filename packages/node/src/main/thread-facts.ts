/** Checks statements on other threads, so that the thread which answers requests is never busy with proofs. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Facts, Statement } from "psephos/ledger";
import type { CheckWorkerData } from "./check-worker.js";

export interface ThreadFacts extends Facts {
  close(): Promise<void>;
}

/** The fewest statements that are worth a thread of their own: a batch of proofs is cheaper than two halves. */
const LEAST = 64;

/** As many parts as there are threads, but none smaller than `LEAST`, in order. */
function parts(statements: readonly Statement[], threads: number): (readonly Statement[])[] {
  const count = Math.max(1, Math.min(threads, Math.floor(statements.length / LEAST)));
  const size = Math.ceil(statements.length / count);
  return Array.from({ length: count }, (_, i) => statements.slice(i * size, (i + 1) * size));
}

/** The program of a thread. */
const WORKER = new URL("./check-worker.js", import.meta.url);

export interface ThreadFactsOptions extends CheckWorkerData {
  /** 0 for one for each core. */
  readonly threads: number;
  /** The threads' program; for sources that are not compiled. */
  readonly worker?: URL | undefined;
}

/**
 * Opens the verification keys on each thread.
 * `ask` rejects as that of `createFacts`, and if a thread ends.
 */
export function threadFacts({ threads, worker = WORKER, ...data }: ThreadFactsOptions): ThreadFacts {
  const count = threads === 0 ? availableParallelism() : threads;
  const pool = new Piscina({
    filename: worker.href,
    workerData: data satisfies CheckWorkerData,
    minThreads: count,
    maxThreads: count,
    concurrentTasksPerWorker: 1,
  });
  return {
    async ask(statements) {
      const answers = await Promise.all(
        parts(statements, count).map((part) => pool.run(part) as Promise<readonly boolean[]>),
      );
      return answers.flat();
    },
    close: () => pool.destroy(),
  };
}
