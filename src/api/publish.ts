/** Giving a node the files of a process that was declared a moment ago. */
import type { NodeClient, RequestOptions } from "./client.js";
import { NodeRefusal } from "./refusal.js";
import type { ContentAnswer } from "./schemas.js";

/** Milliseconds between two attempts. */
const PAUSE = 1000;
/** A census of millions takes minutes. */
const TIMEOUT = 600_000;

/** A node takes a file when its chain has the declaration that names it, some blocks after the process was made. */
const isEarly = (error: unknown): boolean =>
  error instanceof NodeRefusal && error.told.code === "service/unknown-content";

const pause = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, PAUSE);
    signal?.addEventListener("abort", end, { once: true });
  });

/**
 * Gives a node a file, as soon as its chain names it.
 * @param options `wait`: milliseconds; `onEarly` is called before each pause
 * @throws PsephosError `api/refused` (`service/unknown-content`) if the chain does not name it in that time, and those of the client; the signal's reason
 */
export async function publishWhenNamed(
  client: Pick<NodeClient, "publish">,
  bytes: Uint8Array,
  { wait, onEarly, signal }: Pick<RequestOptions, "signal"> & { wait: number; onEarly?: () => void },
): Promise<ContentAnswer> {
  const end = performance.now() + wait;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await client.publish(bytes, { timeout: TIMEOUT, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (!isEarly(error) || performance.now() + PAUSE > end) throw error;
      onEarly?.();
      await pause(signal);
    }
  }
}
