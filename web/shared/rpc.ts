/** Calls from a page to its worker: one argument, progress while it works, a result or an error with its code, and an end before its time. */
import { Failure, PsephosError } from "../../src/errors/index.js";
import type {} from "./codes.js";

/** What a worker can be asked: each method with the types of its argument, its progress and its result. */
export type Methods = Record<string, { argument: unknown; progress: unknown; result: unknown }>;

/** The worker's side of a call. */
export interface Call<Progress = never> {
  readonly signal: AbortSignal;
  tell(progress: Progress): void;
}

export type Service<M extends Methods> = {
  readonly [Name in keyof M]: (
    argument: M[Name]["argument"],
    call: Call<M[Name]["progress"]>,
  ) => Promise<M[Name]["result"]> | M[Name]["result"];
};

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** An error as it crosses from worker to page. */
export interface ErrorShown {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Of `ledger/superseded`: the number of the vote that counts. */
  readonly counts: number | undefined;
  /** Whether a mirror served something else under a file's name. */
  readonly forged: boolean;
}

/** An error of the worker. Code `aborted` if the page ended the call. */
export class WorkerError extends Error {
  readonly shown: ErrorShown;
  constructor(shown: ErrorShown) {
    super(shown.message);
    this.shown = shown;
  }
}

type Ask = { readonly id: number; readonly name: string; readonly argument: unknown };
type ToWorker = Ask | { readonly id: number; readonly end: true };
type ToPage =
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorShown };

/** What is shown of any error. An unexpected one shows its message only: it is the program's fault, and not a stranger's text. */
export function errorShown(error: unknown): ErrorShown {
  if (error instanceof WorkerError) return error.shown;
  if (error instanceof PsephosError) {
    const { code, message, hint = "" } = error;
    const { told, failures } = error as {
      told?: { code: string; counts?: number };
      failures?: readonly { fault: string }[];
    };
    const forged = failures?.some(({ fault }) => fault === "wrong-hash") ?? false;
    // A code of the service, which the client does not throw as its own.
    const own = code === "api/refused" && told?.code.startsWith("service/") ? told.code : code;
    return { code: own, message, hint, counts: told?.counts, forged };
  }
  const { name = "", message = "" } = (error ?? {}) as Error;
  return {
    code: name === "AbortError" ? "aborted" : "unexpected",
    message: message || String(error),
    hint: "",
    counts: undefined,
    forged: false,
  };
}

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** Answers a page's calls. @param scope the worker's global. @param ready what every call waits for */
export function answer<M extends Methods>(
  scope: Port,
  service: Service<M>,
  ready: Promise<void> = Promise.resolve(),
): void {
  const running = new Map<number, AbortController>();
  const run = async ({ id, name, argument }: Ask): Promise<void> => {
    const abort = new AbortController();
    running.set(id, abort);
    const call = {
      signal: abort.signal,
      tell: (progress: unknown) => scope.postMessage({ id, progress } satisfies ToPage),
    };
    try {
      if (!Object.hasOwn(service, name)) throw new Failure("shared/worker", `the worker has no ${name}`);
      await ready;
      const result = await service[name as keyof M]!(argument, call as Call<never>);
      scope.postMessage({ id, result } satisfies ToPage);
    } catch (error) {
      scope.postMessage({ id, error: errorShown(error) } satisfies ToPage);
    } finally {
      running.delete(id);
    }
  };
  scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if ("end" in data) running.get(data.id)?.abort(new DOMException("ended by the page", "AbortError"));
    else void run(data);
  };
}

/** The page's side of a worker. */
export class Remote<M extends Methods> {
  readonly #worker: Port & { onerror: unknown };
  readonly #open = new Map<number, (message: ToPage) => void>();
  #last = 0;

  /** @param worker its messages and errors are this object's from now on */
  constructor(worker: Port & { onerror: unknown }) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#open.get(data.id)?.(data);
    worker.onerror = () => {
      const error = errorShown(
        new Failure("shared/worker", "the worker could not be started or has stopped"),
      );
      for (const [id, settle] of this.#open) settle({ id, error });
    };
  }

  /** @throws WorkerError */
  call<Name extends keyof M & string>(
    name: Name,
    argument: M[Name]["argument"],
    { signal, onProgress }: CallOptions<M[Name]["progress"]> = {},
  ): Promise<M[Name]["result"]> {
    const id = ++this.#last;
    const end = () => this.#worker.postMessage({ id, end: true } satisfies ToWorker);
    return new Promise<M[Name]["result"]>((resolve, reject) => {
      this.#open.set(id, (message) => {
        if ("progress" in message) return onProgress?.(message.progress as M[Name]["progress"]);
        this.#open.delete(id);
        signal?.removeEventListener("abort", end);
        if ("result" in message) resolve(message.result as M[Name]["result"]);
        else reject(new WorkerError(message.error));
      });
      signal?.addEventListener("abort", end);
      this.#worker.postMessage({ id, name, argument } satisfies ToWorker);
      if (signal?.aborted) end();
    });
  }
}
