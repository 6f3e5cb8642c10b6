/** Work cut into parts for a pool's threads. Each thread takes the next part when it has finished one. */
import type { Pool, Thread } from "../../engine/index.js";

/** Progress and cancellation of long work. */
export interface WorkOptions {
  /** `done` of `total` parts of the step called `stage`. */
  readonly onProgress?: (progress: {
    readonly stage: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** Stops the work between two parts; it then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs parts 0 to count − 1 and returns their results in that order.
 * @throws what the first part to fail throws, when the parts begun have ended; the signal's reason.
 */
export async function spread<T>(
  pool: Pool,
  count: number,
  stage: string,
  { onProgress, signal }: WorkOptions,
  part: (index: number, thread: Thread) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  let done = 0;
  const take = async (thread: Thread): Promise<void> => {
    while (next < count) {
      signal?.throwIfAborted();
      const index = next++;
      try {
        results[index] = await part(index, thread);
      } catch (error) {
        next = count; // nobody begins another
        throw error;
      }
      onProgress?.({ stage, done: ++done, total: count });
    }
  };
  const ended = await Promise.allSettled(pool.threads.map(take));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return results;
}
