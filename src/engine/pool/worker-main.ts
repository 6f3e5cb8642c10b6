/**
 * The script of a worker, in browsers and in Node: it makes an instance of the compiled kernel that it receives, then
 * runs programs in the order of arrival. Bundled into `worker.generated.ts`.
 */
import { instantiateKernel } from "../instance.js";
import type { KernelExports } from "../kernel-exports.js";
import type { LentPort } from "../lend/index.js";
import { execute, type Output } from "./program.js";
import type { FromWorker, ToWorker } from "./protocol.js";

interface Port {
  postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: ToWorker | LentPort }) => void): void;
  start?(): void;
}

const scope = globalThis as unknown as Port;
const own: Port =
  typeof scope.postMessage === "function"
    ? scope
    : (process.getBuiltinModule("node:worker_threads").parentPort as unknown as Port);

let kernel: KernelExports;
/** Messages are answered one after another: programs may arrive before the kernel is there. */
let last: Promise<void> = Promise.resolve();

async function answer(port: Port, data: ToWorker): Promise<void> {
  try {
    let outputs: Output[] = [];
    if ("start" in data) kernel = await instantiateKernel(data.start);
    else outputs = execute(kernel, data.program);
    const buffers = outputs.flatMap((output) => (typeof output === "number" ? [] : [output.buffer]));
    port.postMessage({ outputs }, buffers);
  } catch (error) {
    port.postMessage({ failed: error instanceof Error ? error.message : "unknown" }, []);
  }
}

function listen(port: Port): void {
  port.addEventListener("message", ({ data }) => {
    // Lent to another worker, it is spoken to by a port.
    if ("lentPort" in data) listen(data.lentPort as unknown as Port);
    else last = last.then(() => answer(port, data));
  });
  port.start?.();
}
listen(own);
