/**
 * The script of a worker, in browsers and in Node: it makes an instance of the compiled kernel that it receives, then
 * runs programs in the order of arrival. Bundled into `worker.generated.ts`.
 */
import { instantiateKernel } from "../instance.js";
import type { KernelExports } from "../kernel-exports.js";
import { execute } from "./program.js";
import type { FromWorker, ToWorker } from "./protocol.js";

interface Port {
  postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: ToWorker }) => void): void;
  start?(): void;
}

const scope = globalThis as unknown as Port;
const port: Port =
  typeof scope.postMessage === "function"
    ? scope
    : (process.getBuiltinModule("node:worker_threads").parentPort as unknown as Port);

let kernel: KernelExports;

port.addEventListener("message", async ({ data }) => {
  if ("start" in data) {
    kernel = await instantiateKernel(data.start);
    port.postMessage({ started: true }, []);
    return;
  }
  try {
    const outputs = execute(kernel, data.program);
    const buffers = outputs.flatMap((output) => (typeof output === "number" ? [] : [output.buffer]));
    port.postMessage({ outputs }, buffers);
  } catch (error) {
    port.postMessage({ failed: error instanceof Error ? error.message : "unknown" }, []);
  }
});
port.start?.();
