/**
 * A page that starts threads for its worker. Firefox stops a worker now and then, for good, in the call that starts another
 * (seen in about one of a hundred such calls; the page's own calls never do). So a worker asks its page for them, and has a
 * channel to each: what is computed does not pass through the page.
 */

/** What a lent worker runs: a script's source, or what the page starts by itself. */
export type WorkerProgram = { readonly source: string } | "own";

/** Starts a worker that runs the page's own program for those that it lends. */
type StartOwn = () => Worker;

type Order =
  | { readonly start: number; readonly program: WorkerProgram; readonly port: MessagePort }
  | { readonly end: number };
type News = { readonly failed: number; readonly message: string };

/** The first message to a lent worker: where it is spoken to. */
export interface LentPort {
  readonly lentPort: MessagePort;
}
interface Lender {
  readonly lender: MessagePort;
}

/** @returns a worker, and what gives its script's address back */
export function startWorker(source: string): { worker: Worker; revoke(): void } {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const revoke = () => URL.revokeObjectURL(url);
  try {
    return { worker: new Worker(url), revoke };
  } catch (error) {
    revoke();
    throw error;
  }
}

/**
 * On the page, right after `worker` was made: starts threads for it whenever it asks, until it is ended. `worker` is this page's
 * own: what it asks to run, runs.
 * @param startOwn for `borrowWorker("own")`
 * @returns ends the threads; to be called when `worker` is terminated
 */
export function lendWorkers(worker: Worker, startOwn?: StartOwn): () => void {
  const { port1: orders, port2: lender } = new MessageChannel();
  const lent = new Map<number, { worker: Worker; revoke(): void }>();
  const end = (id: number): void => {
    const one = lent.get(id);
    lent.delete(id);
    one?.revoke();
    one?.worker.terminate();
  };
  const start = ({ start: id, program, port }: Extract<Order, { start: number }>): void => {
    const failed = (message: string) => orders.postMessage({ failed: id, message } satisfies News);
    try {
      const one = program === "own" ? { worker: startOwn!(), revoke: () => {} } : startWorker(program.source);
      lent.set(id, one);
      one.worker.onerror = (event) => {
        event.preventDefault();
        failed(event.message);
      };
      one.worker.postMessage({ lentPort: port } satisfies LentPort, [port]);
    } catch (error) {
      failed(error instanceof Error ? error.message : "a worker cannot be started");
    }
  };
  orders.onmessage = ({ data }: MessageEvent<Order>) => ("end" in data ? end(data.end) : start(data));
  worker.postMessage({ lender } satisfies Lender, [lender]);
  return () => {
    orders.close();
    for (const id of [...lent.keys()]) end(id);
  };
}

/** A worker that the page has started for this one. */
export interface BorrowedWorker {
  /** To it and from it. */
  readonly port: MessagePort;
  end(): void;
}

/** @returns a worker's side of `lendWorkers` */
function borrowFrom(lender: MessagePort) {
  const failures = new Map<number, (message: string) => void>();
  let last = 0;
  lender.onmessage = ({ data: { failed, message } }: MessageEvent<News>) => failures.get(failed)?.(message);
  return (program: WorkerProgram, failed: (message: string) => void): BorrowedWorker => {
    const { port1, port2: port } = new MessageChannel();
    const id = ++last;
    failures.set(id, failed);
    lender.postMessage({ start: id, program, port } satisfies Order, [port]);
    const end = () => {
      failures.delete(id);
      port1.close();
      lender.postMessage({ end: id } satisfies Order);
    };
    return { port: port1, end };
  };
}

let borrow: ReturnType<typeof borrowFrom> | undefined;

/**
 * In a worker whose page calls `lendWorkers`, before it listens to anything: from now on its threads are the page's.
 * @returns resolves when the page has offered them
 */
export function borrowWorkers(): Promise<void> {
  return new Promise((resolve) => {
    globalThis.addEventListener("message", function offered(event) {
      const { lender } = ((event as MessageEvent).data ?? {}) as Partial<Lender>;
      if (!(lender instanceof MessagePort)) return;
      event.stopImmediatePropagation(); // it is none of the program's own messages
      globalThis.removeEventListener("message", offered);
      borrow = borrowFrom(lender);
      resolve();
    });
  });
}

/** A worker of the page's; undefined if it lends none. @param failed told that the worker could not start, or has died */
export const borrowWorker = (
  program: WorkerProgram,
  failed: (message: string) => void,
): BorrowedWorker | undefined => borrow?.(program, failed);

/** In a worker of Firefox's whose page lends no threads: starting them could stop it for good. */
export const mayHang = (): boolean =>
  borrow === undefined &&
  typeof (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope === "function" &&
  /\bFirefox\//.test(globalThis.navigator?.userAgent ?? "");
