/** Audits one bundle and prints what it took: a process of its own, so that its memory is its own. */
import { createReadStream } from "node:fs";
import { Worker } from "node:worker_threads";
import { auditBundle } from "../../src/audit/index.js";
import { fileScratch } from "../../src/cli/scratch.js";

const [, , file, threads] = process.argv;
const count = Number(threads);
const worker = new URL("../../scripts/audit-worker.mjs", import.meta.url);
const scratch = fileScratch();
const began = performance.now();
const { ok, lines } = await auditBundle(
  (start) => createReadStream(file!, { start, highWaterMark: 1 << 18 }),
  {
    insecure: true,
    scratch,
    workers: count > 1 ? { count, start: () => new Worker(worker) } : undefined,
  },
);
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    ok,
    wrong: lines.find(({ state }) => state === "wrong") ?? null,
    ms: performance.now() - began,
    cpu: (user + system) / 1000,
    peak: process.resourceUsage().maxRSS / 1024,
  }),
);
