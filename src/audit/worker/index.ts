/** The program of a worker that checks statements for an audit: `new Worker(new URL("psephos/audit/worker", import.meta.url), { type: "module" })`. */
import { builtin } from "../../bytes/index.js";
import { createFacts } from "../../facts/index.js";
import { createVerifier } from "../../groth16/index.js";
import type { Facts } from "../../ledger/index.js";
import type { WorkerAnswer, WorkerQuestion, WorkerStart } from "../threads.js";

interface NodePort {
  postMessage(message: WorkerAnswer): void;
  on(type: "message", listener: (message: WorkerStart | WorkerQuestion) => void): void;
}

async function factsOf({ keys, insecure }: WorkerStart["start"]): Promise<Facts> {
  const verifiers = await Promise.all(
    keys.map(async ({ circuit, verificationKey }) => ({
      circuit,
      verifier: await createVerifier(verificationKey),
    })),
  );
  return createFacts({ verifiers, insecure, remembered: 0 }); // the asking thread stores the answers
}

let facts: Promise<Facts> | undefined;

async function answer(message: WorkerStart | WorkerQuestion, post: (answer: WorkerAnswer) => void) {
  if ("start" in message) {
    facts = factsOf(message.start);
    facts.catch(() => {}); // told to the first question
    return;
  }
  try {
    post({ answers: await (await facts!).ask(message.ask) });
  } catch (error) {
    post({ failed: error instanceof Error ? error.message : "no reason" });
  }
}

const port = builtin<{ readonly parentPort: NodePort | null }>("node:worker_threads")?.parentPort;
if (port) port.on("message", (message) => void answer(message, (it) => port.postMessage(it)));
else {
  const scope = globalThis as unknown as {
    onmessage: (event: { readonly data: WorkerStart | WorkerQuestion }) => void;
    postMessage(message: WorkerAnswer): void;
  };
  scope.onmessage = ({ data }) => void answer(data, (it) => scope.postMessage(it));
}
