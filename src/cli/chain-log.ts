/** A voting chain's log, run again: for `ledger replay`, and for every command that takes the votes of a chain. */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type AcceptedVote, type Results, resultsFromJson, type VotingProcess } from "../ballot/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure, Failure, PsephosError, Refusal } from "../errors/index.js";
import { type CensusVerifier, createFacts } from "../facts/index.js";
import { createVerifier } from "../groth16/index.js";
import {
  acceptedVotes,
  type CheckedGenesis,
  decodeBlockLine,
  decodeGenesisLine,
  type FindTransaction,
  Ledger,
  MemoryStore,
  type ProcessView,
  processView,
  transactionId,
} from "../ledger/index.js";
import { ensureVotingProcess, processOnChain } from "../voter/index.js";
import { type CensusKeyOptions, keyAtHand } from "./census-key.js";
import { loadVerifyingCircuit } from "./circuit.js";
import type { Context } from "./context.js";
import { grouped } from "./show.js";

export interface ReplayRules extends CensusKeyOptions {
  /** The last block to replay. */
  readonly until?: number;
}

/** What a replay found. */
export interface ReplayedChain {
  readonly ledger: Ledger;
  readonly transactions: number;
  /** Transactions that a block has and that change nothing. */
  readonly refused: number;
  /** Finds the votes of the process that was asked for. */
  readonly find: FindTransaction;
}

/** How each log begins, and no line of a vote does. */
const BEGINNING = '{"genesis":';

/** Whether a file is a voting chain's log, by its first bytes. Only a regular file can be one: a stream's bytes could not be read again. */
export async function isChainLog(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const handle = await open(path).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(BEGINNING.length), 0, BEGINNING.length, 0);
    return buffer.toString("latin1") === BEGINNING;
  } finally {
    await handle.close();
  }
}

/** A file's lines, one at a time: a chain may be larger than memory. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, "utf8");
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new Failure("cli/read", `${path} cannot be read`, { cause: error });
  } finally {
    stream.destroy();
  }
}

/** The verifiers of the keys that the genesis document names, as far as their files are at hand. */
export async function verifiersOf(
  { output, signal }: Context,
  { censusKeys }: CheckedGenesis,
  options: CensusKeyOptions,
): Promise<CensusVerifier[]> {
  const verifiers: CensusVerifier[] = [];
  for (const { circuit, keyHash } of censusKeys) {
    try {
      const loaded = await loadVerifyingCircuit(circuit, output, signal, options.artifacts);
      if (keyAtHand(loaded).keyHash !== keyHash) {
        output.warn(`The key of ${circuit} at hand is not the one that the genesis document names.`);
        continue;
      }
      verifiers.push({ circuit, verifier: await createVerifier(loaded.verificationKey) });
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      output.warn(`There is no key of ${circuit}: anonymous votes under it cannot be checked.`);
    }
  }
  return verifiers;
}

/** Throws unless a root that was told is the one that was computed. @throws PsephosError `ledger/other-root` */
export function ensureRoot(height: number, told: Hex, computed: Uint8Array): void {
  const root = toHex(computed);
  ensure(
    told === root,
    "ledger/other-root",
    `the state root after block ${height} is ${root}, and ${told} is told`,
    "This is the first block that differs: its node counts by other rules, or tells another history.",
  );
}

/**
 * Runs a chain's blocks again: every transaction is checked, and every state root that the log tells is compared.
 * @param votesOf the process whose votes are kept, with their proofs; none if left out
 * @throws PsephosError `cli/read`, `cli/empty`, `ledger/line`, `ledger/genesis`, `ledger/height`, `ledger/other-root`
 */
export async function replayChain(
  context: Context,
  path: string,
  { until = Number.POSITIVE_INFINITY, insecure = false, ...options }: ReplayRules,
  votesOf?: Hex,
): Promise<ReplayedChain> {
  const lines = linesOf(path);
  const first = await lines.next();
  if (first.done) throw new Refusal("cli/empty", `${path} has no lines`);
  const genesis = decodeGenesisLine(first.value);
  const verifiers = await verifiersOf(context, genesis, options);
  try {
    const facts = createFacts({ verifiers, insecure });
    const ledger = new Ledger(genesis, new MemoryStore());
    const votes = new Map<Hex, Uint8Array>();
    let [transactions, refused, line] = [0, 0, 1];
    await context.output.step("Replaying the chain", async (progress) => {
      for await (const text of lines) {
        context.signal.throwIfAborted();
        const block = decodeBlockLine(text, ++line);
        if (block.height > until) break;
        const applied = await ledger.apply(block, facts);
        applied.commit();
        if (block.stateRoot !== null) ensureRoot(block.height, block.stateRoot, applied.stateRoot);
        for (const [i, result] of applied.results.entries()) {
          if (!result.accepted) refused += 1;
          else if (result.outcome.kind === "vote" && result.outcome.processId === votesOf) {
            const bytes = block.transactions[i]!;
            votes.set(toHex(transactionId(bytes)), bytes);
          }
        }
        transactions += applied.results.length;
        progress(`block ${grouped(block.height.toString())}`);
      }
    });
    return { ledger, transactions, refused, find: (id) => votes.get(id) };
  } finally {
    await Promise.all(verifiers.map(({ verifier }) => verifier.close()));
  }
}

/**
 * The process of a process file, as the chain has it.
 * @throws PsephosError `ledger/no-process`; `voter/other-process`: the file has other rules
 */
function processOf({ ledger }: ReplayedChain, process: VotingProcess): ProcessView {
  const { processId, circuit, questionIndex } = process;
  const view = processView(ledger.state, processId);
  ensure(
    view,
    "ledger/no-process",
    `the voting chain does not know the process ${processId}`,
    "Give the log of the chain that the process was declared for.",
  );
  const { contract, entity, params } = view.declaration;
  const declared = { ...params, entity, status: view.record.status, questionIndex };
  ensureVotingProcess(process, processOnChain(declared, { contract, processId, circuit }));
  return view;
}

/** The count of a process's votes. */
export interface Count {
  /** The results document. */
  readonly document: string;
  readonly results: Results;
  /** How many votes count. */
  readonly size: number;
}

/** What a chain counted of a process: the document is the one that its record has the hash of. */
export interface ChainCount extends Count {
  /** After the log's last block. */
  readonly stateRoot: Hex;
}

/** @throws PsephosError as {@link replayChain}, `ledger/no-process`, `voter/other-process`, `ledger/not-counted` */
export async function countOfChain(
  context: Context,
  path: string,
  process: VotingProcess,
  options: CensusKeyOptions,
): Promise<ChainCount> {
  const chain = await replayChain(context, path, options);
  const { results: document, record } = processOf(chain, process);
  ensure(
    document !== undefined && record.counted,
    "ledger/not-counted",
    "the voting chain has not counted the votes of this process yet",
    "Ask again when the process has ended: only then is it known which votes count.",
  );
  const stateRoot = toHex(chain.ledger.stateRoot);
  return { document, results: resultsFromJson(document), size: record.counted.size, stateRoot };
}

/** The votes that a chain counted. @throws PsephosError as {@link countOfChain} and `acceptedVotes` */
export async function votesOfChain(
  context: Context,
  path: string,
  process: VotingProcess,
  options: CensusKeyOptions,
): Promise<AcceptedVote[]> {
  const chain = await replayChain(context, path, options, process.processId);
  return acceptedVotes(chain.ledger.state, processOf(chain, process), chain.find, process.questionIndex);
}
