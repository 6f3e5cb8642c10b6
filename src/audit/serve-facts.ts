/** What a worker does for an audit: it checks statements, and answers in the order of the questions. */
import { builtin } from "../bytes/index.js";
import { createFacts } from "../facts/index.js";
import { createVerifier, type LentPort } from "../groth16/index.js";
import type { Facts } from "../ledger/index.js";
import type { WorkerAnswer, WorkerQuestion, WorkerStart } from "./threads.js";

interface NodePort {
  postMessage(message: WorkerAnswer): void;
  on(type: "message", listener: (message: WorkerStart | WorkerQuestion) => void): void;
}

interface WebPort {
  onmessage: (event: { readonly data: WorkerStart | WorkerQuestion | LentPort }) => void;
  postMessage(message: WorkerAnswer): void;
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

/**
 * Answers the questions that come to this worker, of a page or of Node.
 * @param ready what the first of them waits for
 */
export function serveFacts(ready: Promise<void> = Promise.resolve()): void {
  let facts: Promise<Facts> | undefined;
  const answer = async (message: WorkerStart | WorkerQuestion, post: (answer: WorkerAnswer) => void) => {
    if ("start" in message) {
      facts = ready.then(() => factsOf(message.start));
      facts.catch(() => {}); // told to the first question
      return;
    }
    try {
      post({ answers: await (await facts!).ask(message.ask) });
    } catch (error) {
      post({ failed: error instanceof Error ? error.message : "no reason" });
    }
  };
  const port = builtin<{ readonly parentPort: NodePort | null }>("node:worker_threads")?.parentPort;
  if (port) {
    port.on("message", (message) => void answer(message, (it) => port.postMessage(it)));
    return;
  }
  const listen = (to: WebPort): void => {
    to.onmessage = ({ data }) => {
      // Lent to another worker, it is spoken to by a port.
      if ("lentPort" in data) listen(data.lentPort as unknown as WebPort);
      else void answer(data, (it) => to.postMessage(it));
    };
  };
  listen(globalThis as unknown as WebPort);
}
