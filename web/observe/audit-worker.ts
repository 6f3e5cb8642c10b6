/** The worker of an audit. It starts others for proofs and signatures, where the browser lets a worker do that. */
import { startPoseidon } from "../shared/poseidon.js";
import { answer } from "../shared/rpc.js";
import { type AuditMethods, audit, MOST_WORKERS } from "./auditor.js";

const start = () => new Worker(new URL("./facts-worker.ts", import.meta.url));
const count = Math.min(navigator.hardwareConcurrency, MOST_WORKERS);
const workers = typeof Worker === "function" && count > 1 ? { count, start } : undefined;

answer<AuditMethods>(
  globalThis as unknown as Parameters<typeof answer>[0],
  { audit: (bundle, call) => audit(bundle, call, workers) },
  startPoseidon(),
);
