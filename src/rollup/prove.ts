/**
 * Proves a planned rollup: each batch, on all threads, and the opening of the last state. Each proof is verified before it
 * is kept, so nobody has to trust the proving files.
 */
import { ensure } from "../errors/index.js";
import {
  type CircuitInput,
  createProver,
  createVerifier,
  type Prover,
  proofToBytes,
  type VerificationKeyJson,
  type Verifier,
} from "../groth16/index.js";
import { batchInput, openInput } from "./inputs.js";
import { batchSignals, openSignals, type RollupPlan } from "./plan.js";
import { folderStore, type ProofStore } from "./store.js";

/** A circuit's files. */
export interface TallyArtifacts {
  /** The witness program: circom's .wasm, or a straight-line .pwit. */
  readonly wasm: Uint8Array;
  /** The proving key: snarkjs's .zkey, or the compact .pkey made from it. */
  readonly zkey: Uint8Array;
  /** The verification key of that proving key, snarkjs's JSON: the one that the rollup was opened with. */
  readonly verificationKey: VerificationKeyJson;
}

export interface ProveRollupOptions {
  /** Keeps finished proofs here, and uses those that are there. Without it, nothing is kept. */
  readonly folder?: string;
  /** Threads to prove on, 1 to 64; as many as the machine has, up to 8, when absent. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of finished proofs and the total; proofs found in the folder count at once. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Which batches to prove: from `from` (included) to `to` (excluded); all when absent. */
export interface BatchRange {
  readonly from?: number;
  readonly to?: number;
}

/** Something to prove: a name for its file, its signals, its inputs when they are needed. */
interface Task {
  readonly name: string;
  readonly signals: readonly bigint[];
  input(): CircuitInput;
}

/** The calling thread computes a witness while the other threads prove the batch before. */
const UNDER_WAY = 2;

async function proveOne(
  [prover, verifier]: readonly [Prover, Verifier],
  { input, signals }: Task,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const made = await prover.prove(input(), signal ? { signal } : {});
  ensure(
    made.publicSignals.every((value, i) => BigInt(value) === signals[i]),
    "rollup/artifacts",
    "the circuit's count differs from the plan's: the artifacts are of another version",
  );
  const proof = proofToBytes(made.proof);
  ensure(
    await verifier.verify({ proof, publicSignals: signals }),
    "rollup/artifacts",
    "the proof is not valid under the verification key: the proving key is damaged, or belongs to another key",
    "Take both keys from the release that the organiser announced, and make the .pkey again if there is one.",
  );
  return proof;
}

/** The proofs of `tasks`, in order. */
async function proveAll(
  { wasm, zkey, verificationKey }: TallyArtifacts,
  tasks: readonly Task[],
  { folder, threads, signal, onProgress }: ProveRollupOptions,
): Promise<Uint8Array[]> {
  const proofs = new Map<Task, Uint8Array>();
  const finish = (task: Task, proof: Uint8Array): void => {
    proofs.set(task, proof);
    onProgress?.(proofs.size, tasks.length);
  };
  await using verifier: Verifier = await createVerifier(verificationKey);
  const store: ProofStore | null = folder === undefined ? null : folderStore(folder, verifier);
  const waiting: Task[] = [];
  for (const task of tasks) {
    signal?.throwIfAborted();
    const proof = await store?.load(task.name, task.signals);
    if (proof) finish(task, proof);
    else waiting.push(task);
  }
  if (waiting.length > 0) {
    await using prover = await createProver({ wasm, zkey }, threads === undefined ? {} : { threads });
    const worker = async (): Promise<void> => {
      for (let task = waiting.shift(); task; task = waiting.shift()) {
        const proof = await proveOne([prover, verifier], task, signal);
        await store?.save(task.name, task.signals, proof);
        finish(task, proof);
      }
    };
    await Promise.all(Array.from({ length: UNDER_WAY }, worker));
  }
  return tasks.map((task) => proofs.get(task)!);
}

/**
 * Proves batches of a plan. Batches do not wait for each other: each machine may prove a range of them into a folder. With
 * all files in one folder, nothing has to be proved again.
 * @returns 256 bytes for each batch of the range, in order
 * @throws PsephosError `rollup/store`, `rollup/artifacts`, and as `createProver` and `prove` of `psephos/groth16`; the abort reason
 */
export async function proveBatches(
  plan: RollupPlan,
  artifacts: TallyArtifacts,
  { from = 0, to = plan.batches.length, ...options }: ProveRollupOptions & BatchRange = {},
): Promise<Uint8Array[]> {
  const tasks = plan.batches.slice(from, to).map(
    (batch): Task => ({
      name: `batch-${batch.index.toString().padStart(7, "0")}`,
      signals: batchSignals(batch),
      input: () => batchInput(plan, batch),
    }),
  );
  return proveAll(artifacts, tasks, options);
}

/**
 * Proves the opening of a plan's last state.
 * @returns 256 bytes
 * @throws as `proveBatches`
 */
export async function proveOpening(
  plan: RollupPlan,
  artifacts: TallyArtifacts,
  options: ProveRollupOptions = {},
): Promise<Uint8Array> {
  const task: Task = { name: "opening", signals: openSignals(plan), input: () => openInput(plan) };
  const [proof] = await proveAll(artifacts, [task], options);
  return proof!;
}
