/** The facts of an audit: on this thread or on workers, under the key in the bundle. */
import { createFacts } from "../facts/index.js";
import { createVerifier } from "../groth16/index.js";
import type { Facts } from "../ledger/index.js";
import type { BundleKey } from "./static-checks.js";
import { type AuditWorker, threadedFacts } from "./threads.js";
import { WINDOW } from "./windows.js";

/** Answers that are stored: those about two windows, of which the second one is asked ahead. A vote has two or three statements, seldom more. */
const REMEMBERED = 8 * WINDOW;

export interface Workers {
  readonly count: number;
  /** Starts a worker that runs `psephos/audit/worker`. */
  readonly start: () => AuditWorker;
}

export interface CheckFacts extends Facts {
  /** The same facts, and before the condition is true every statement is: for transactions that an earlier run has checked. */
  after(condition: () => boolean): Facts;
  close(): Promise<void>;
}

/** @throws PsephosError `groth16/…` for a malformed key, `process/insecure-key` */
export async function openFacts(
  key: BundleKey | undefined,
  insecure: boolean,
  workers: Workers | undefined,
): Promise<CheckFacts> {
  const keys = key ? [key] : [];
  const threads =
    workers && workers.count > 0
      ? threadedFacts(Array.from({ length: workers.count }, workers.start), { keys, insecure })
      : undefined;
  const verifiers = await Promise.all(
    keys.map(async ({ circuit, verificationKey }) => ({
      circuit,
      verifier: await createVerifier(verificationKey),
    })),
  );
  const checks = threads ? { checks: threads } : {};
  const facts = createFacts({ verifiers, insecure, remembered: REMEMBERED, ...checks });
  return {
    ask: facts.ask,
    after: (condition) => ({
      ask: async (statements) => (condition() ? facts.ask(statements) : statements.map(() => true)),
    }),
    async close() {
      await threads?.close();
      await Promise.all(verifiers.map(({ verifier }) => verifier.close()));
    },
  };
}
