/** Work cut in portions, for whichever thread is free. */
import type { Pool } from "./pool.js";
import type { Thread } from "./thread.js";

/** A thread that has one portion in hand and the next one waiting never stands idle. */
const IN_HAND = 2;

/**
 * Has portions 0 … count − 1 done, begun in order, each by the thread that is free first. After a failure no more are
 * begun, and the first failure is thrown when those under way have ended.
 * @param work does one portion with a thread.
 * @param signal begins no more when aborted; its reason is thrown.
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
