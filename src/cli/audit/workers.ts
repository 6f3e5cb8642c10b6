/** Worker threads for an audit. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { AuditOptions } from "../../audit/index.js";

/** The program of a worker, compiled. A command that runs from its sources has none, and checks everything on its own thread. */
const PROGRAM = new URL("../../audit/worker/index.js", import.meta.url);

/** @param threads 0 for one for each core; with 1, everything is checked on this thread */
export function workersOf(threads: number): AuditOptions["workers"] {
  const count = threads === 0 ? availableParallelism() : threads;
  if (count === 1 || !existsSync(fileURLToPath(PROGRAM))) return undefined;
  // A compiled program needs none of the modules that this process was told to import first; from another folder they may not be found.
  return { count, start: () => new Worker(PROGRAM, { execArgv: [] }) };
}
