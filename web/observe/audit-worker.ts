/** The worker of an audit. The page starts others for it, for proofs and signatures. */
import type { AuditWorker, AuditWorkerEvent } from "../../src/audit/index.js";
import { borrowWorker, borrowWorkers } from "../../src/engine/index.js";
import { startPoseidon } from "../shared/poseidon.js";
import { answer } from "../shared/rpc.js";
import { type AuditMethods, audit, MOST_WORKERS } from "./auditor.js";

void borrowWorkers();
/** A worker of the page's, as the audit takes them. */
function start(): AuditWorker {
  const listeners: Record<"message" | "error", ((event: AuditWorkerEvent) => void)[]> = {
    message: [],
    error: [],
  };
  const tell = (type: "message" | "error", data: unknown) => {
    for (const listener of listeners[type]) listener({ type, data });
  };
  const { port, end } = borrowWorker("own", (message) => tell("error", message))!;
  port.onmessage = ({ data }) => tell("message", data);
  return {
    postMessage: (message) => port.postMessage(message),
    terminate: end,
    addEventListener: (type, listener) => listeners[type].push(listener),
  };
}
const count = Math.min(navigator.hardwareConcurrency, MOST_WORKERS);
const workers = count > 1 ? { count, start } : undefined;

answer<AuditMethods>(
  globalThis as unknown as Parameters<typeof answer>[0],
  { audit: (bundle, call) => audit(bundle, call, workers) },
  startPoseidon(),
);
