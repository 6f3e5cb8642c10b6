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
/** The most statements of a thread's task: larger batches are hardly cheaper, and those behind them wait longer. */
const MOST = 128;

/** A statement that waits for a thread. */
interface Waiting {
  readonly statement: Statement;
  resolve(answer: boolean): void;
  reject(error: unknown): void;
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
 * Opens the verification keys on each thread. While all threads are busy, statements wait, so that the busier they are, the more are checked together.
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
  const waiting: Waiting[] = [];
  let free = count;

  /** If some statement of a task cannot be checked, the others get their answers in smaller ones. */
  async function check(task: readonly Waiting[]): Promise<void> {
    try {
      const answers: readonly boolean[] = await pool.run(task.map(({ statement }) => statement));
      for (const [i, { resolve }] of task.entries()) resolve(answers[i]!);
    } catch (error) {
      if (task.length === 1) return task[0]!.reject(error);
      const half = task.length >> 1;
      await check(task.slice(0, half));
      await check(task.slice(half));
    }
  }

  function start(): void {
    while (free > 0 && waiting.length > 0) {
      const share = Math.ceil(waiting.length / free);
      const task = waiting.splice(0, Math.min(Math.max(share, LEAST), MOST));
      free -= 1;
      void check(task).finally(() => {
        free += 1;
        start();
      });
    }
  }

  return {
    ask: (statements) => {
      const answers = statements.map(
        (statement) =>
          new Promise<boolean>((resolve, reject) => waiting.push({ statement, resolve, reject })),
      );
      start();
      return Promise.all(answers);
    },
    close: () => pool.destroy(),
  };
}
