/** A thread that checks statements: it has verifiers of its own. */
import { workerData } from "node:worker_threads";
import { createFacts } from "psephos/facts";
import type { Statement } from "psephos/ledger";
import { type CensusKeyFile, censusVerifiers } from "./census-keys.js";

/** What a thread is started with. */
export interface CheckWorkerData {
  readonly keys: readonly CensusKeyFile[];
  readonly insecure: boolean;
}

const { keys, insecure } = workerData as CheckWorkerData;
/** The thread that asks stores the answers. */
const facts = createFacts({ verifiers: await censusVerifiers(keys), insecure, remembered: 0 });

export default (statements: readonly Statement[]): Promise<readonly boolean[]> => facts.ask(statements);
