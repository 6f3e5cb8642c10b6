/** The contributor's work with its worker: each piece has a worker of its own, which is ended with it and takes all secrets along. */
import { lendWorkers } from "../../src/engine/lend/index.js";
import { type CallOptions, Remote } from "../shared/rpc.js";
import type { ContributeMethods } from "./maker.js";

/** Milliseconds in which a download that is stopped keeps what has come. */
const GRACE = 500;

function ended(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => setTimeout(() => reject(signal.reason), GRACE), { once: true });
  });
}

/** @throws WorkerError; the signal's reason */
export async function ask<Name extends keyof ContributeMethods & string>(
  name: Name,
  argument: ContributeMethods[Name]["argument"],
  options: CallOptions<ContributeMethods[Name]["progress"]> = {},
): Promise<ContributeMethods[Name]["result"]> {
  const worker = new Worker(new URL("worker.js", document.baseURI));
  const endLent = lendWorkers(worker);
  try {
    const answer = new Remote<ContributeMethods>(worker).call(name, argument, options);
    return await Promise.race([answer, ended(options.signal)]);
  } finally {
    worker.terminate();
    endLent();
  }
}
