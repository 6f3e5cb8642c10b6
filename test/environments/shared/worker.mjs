// Node: the same inside a worker thread, which starts workers of its own.
import { isMainThread, Worker } from "node:worker_threads";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on("error", (error) => {
    throw error;
  });
} else await import("./prove.mjs");
