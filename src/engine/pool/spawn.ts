/**
 * Workers on every platform, from a script that is inlined in the package, so that no bundler has to find a file:
 * Web Workers from a Blob's URL (which a content security policy must allow: `worker-src blob:`), Node's
 * worker_threads from source. Node's module is loaded at run time, so bundles for browsers do not contain it.
 */
import { builtin } from "../../bytes/index.js";
import { borrowWorker, startWorker } from "../lend/index.js";
import type { FromWorker, ToWorker } from "./protocol.js";
import { WORKER_SOURCE } from "./worker.generated.js";

/** A worker of any platform. */
export interface AnyWorker {
  post(message: ToWorker, transfer: ArrayBuffer[]): void;
  /** Whether the worker keeps the process alive (Node). */
  hold(alive: boolean): void;
  terminate(): void;
}

export interface WorkerEvents {
  message(message: FromWorker): void;
  /** The worker could not start or has died. */
  error(error: unknown): void;
}

/** The parts of Node's worker_threads and os that are used here. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; execArgv: string[]; stdout: true; stderr: true },
  ) => {
    on(event: "message", listener: (message: FromWorker) => void): void;
    on(event: "error" | "exit", listener: (cause: unknown) => void): void;
    postMessage(message: ToWorker, transfer: ArrayBuffer[]): void;
    ref(): void;
    unref(): void;
    terminate(): Promise<number>;
  };
}
interface NodeOs {
  availableParallelism(): number;
}

/** How many threads the machine runs at once, as the platform reports it; at least 1. */
export function hardwareThreads(): number {
  return globalThis.navigator?.hardwareConcurrency ?? builtin<NodeOs>("node:os")?.availableParallelism() ?? 1;
}

const postTo =
  (port: { postMessage(message: ToWorker, transfer: ArrayBuffer[]): void }): AnyWorker["post"] =>
  (message, transfer) =>
    port.postMessage(message, transfer);

/** A worker of the page's, where it lends some. */
function borrow(events: WorkerEvents): AnyWorker | undefined {
  const borrowed = borrowWorker({ source: WORKER_SOURCE }, events.error);
  if (!borrowed) return undefined;
  const { port, end } = borrowed;
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => events.message(data);
  return { post: postTo(port), hold() {}, terminate: end };
}

function spawnWebWorker(events: WorkerEvents): AnyWorker {
  const { worker, revoke } = startWorker(WORKER_SOURCE);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    // Not before the worker runs or has failed: on a busy machine the script is fetched late.
    revoke();
    events.message(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    revoke();
    events.error(event.message);
  };
  worker.onmessageerror = () => events.error("a worker's message could not be read");
  return {
    post: postTo(worker),
    hold() {},
    terminate() {
      revoke();
      worker.terminate();
    },
  };
}

function spawnNodeWorker({ Worker }: NodeThreads, events: WorkerEvents): AnyWorker {
  // It prints nothing: piping would first load this process's own streams, which takes 5 ms.
  const worker = new Worker(WORKER_SOURCE, { eval: true, execArgv: [], stdout: true, stderr: true });
  worker.on("message", events.message);
  worker.on("error", events.error);
  worker.on("exit", () => events.error("the worker ended"));
  worker.unref();
  return {
    post: postTo(worker),
    hold: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}

/** Starts a worker. Throws if the platform has none, or forbids it. */
export function spawn(events: WorkerEvents): AnyWorker {
  const borrowed = borrow(events);
  if (borrowed) return borrowed;
  if (typeof Worker === "function") return spawnWebWorker(events);
  const threads = builtin<NodeThreads>("node:worker_threads");
  if (threads === undefined) throw new Error("this platform has no workers");
  return spawnNodeWorker(threads, events);
}
