/** Work in portions, for the next free thread. */
import type { Pool } from "./pool.js";
import type { Thread } from "./thread.js";

/** A thread with one portion running and the next one waiting is never idle. */
const IN_HAND = 2;

/**
 * Does portions 0 … count − 1, begun in order, each on the thread that is free first. After a failure no more are
 * begun, and the first failure is thrown after the running ones have ended.
 * @param work does one portion with a thread.
 * @param signal after an abort no more are begun; its reason is thrown.
 */
export async function inOrder(
  pool: Pool,
  count: number,
  work: (thread: Thread, portion: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failed: { reason: unknown } | undefined;
  const serve = async (thread: Thread): Promise<void> => {
    while (failed === undefined && next < count) {
      try {
        signal?.throwIfAborted();
        await work(thread, next++);
      } catch (reason) {
        failed ??= { reason };
      }
    }
  };
  await Promise.all(pool.threads.flatMap((thread) => Array.from({ length: IN_HAND }, () => serve(thread))));
  if (failed !== undefined) throw failed.reason;
}
