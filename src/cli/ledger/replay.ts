import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Argument } from "commander";
import { type Hex, toHex } from "../../bytes/index.js";
import { ensure, Failure, PsephosError, Refusal } from "../../errors/index.js";
import { type CensusVerifier, createFacts } from "../../facts/index.js";
import { createVerifier } from "../../groth16/index.js";
import {
  type CheckedGenesis,
  decodeBlockLine,
  decodeGenesisLine,
  Ledger,
  MemoryStore,
  processViews,
} from "../../ledger/index.js";
import { type CensusKeyOptions, keyAtHand } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { KEYS, positive } from "../options.js";
import { counted, grouped } from "../show.js";

interface ReplayOptions extends CensusKeyOptions {
  readonly until?: number;
  readonly root?: string;
}

/** A file's lines, one at a time: a chain may be larger than memory. */
async function* linesOf(path: string): AsyncGenerator<string> {
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
async function verifiersOf(
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

/** What a replay found. */
interface Replayed {
  readonly ledger: Ledger;
  readonly transactions: number;
  /** Transactions that a block has and that change nothing. */
  readonly refused: number;
}

/** Throws unless a root that was told is the one that was computed. */
function ensureRoot(height: number, told: Hex, computed: Uint8Array): void {
  const root = toHex(computed);
  ensure(
    told === root,
    "ledger/other-root",
    `the state root after block ${height} is ${root}, and ${told} is told`,
    "This is the first block that differs: its node counts by other rules, or tells another history.",
  );
}

async function replayLines(
  context: Context,
  lines: AsyncGenerator<string>,
  genesis: CheckedGenesis,
  { until = Number.POSITIVE_INFINITY, insecure = false, ...options }: ReplayOptions,
): Promise<Replayed> {
  const verifiers = await verifiersOf(context, genesis, options);
  try {
    const facts = createFacts({ verifiers, insecure });
    const ledger = new Ledger(genesis, new MemoryStore());
    let [transactions, refused, line] = [0, 0, 1];
    await context.output.step("Replaying the chain", async (progress) => {
      for await (const text of lines) {
        context.signal.throwIfAborted();
        const block = decodeBlockLine(text, ++line);
        if (block.height > until) break;
        const applied = await ledger.apply(block, facts);
        applied.commit();
        if (block.stateRoot !== null) ensureRoot(block.height, block.stateRoot, applied.stateRoot);
        transactions += applied.results.length;
        refused += applied.results.filter(({ accepted }) => !accepted).length;
        progress(`block ${grouped(block.height.toString())}`);
      }
    });
    return { ledger, transactions, refused };
  } finally {
    await Promise.all(verifiers.map(({ verifier }) => verifier.close()));
  }
}

async function handler(context: Context, file: string, options: ReplayOptions): Promise<void> {
  const { output } = context;
  const lines = linesOf(file);
  const first = await lines.next();
  if (first.done) throw new Refusal("cli/empty", `${file} has no lines`);
  const { ledger, transactions, refused } = await replayLines(
    context,
    lines,
    decodeGenesisLine(first.value),
    options,
  );
  const root = toHex(ledger.stateRoot);
  if (options.root !== undefined) ensureRoot(ledger.height, options.root as Hex, ledger.stateRoot);
  const processes = processViews(ledger.state).map(({ record, phase, results }) => ({
    processId: record.processId,
    phase,
    votes: record.logSize,
    counted: record.counted?.size ?? null,
    resultsHash: record.counted?.resultsHash ?? null,
    results: results === undefined ? null : (JSON.parse(results) as unknown),
  }));
  output.field("height", ledger.height);
  output.field("state root", root);
  output.field(
    "transactions",
    `${grouped(transactions.toString())}, of them ${grouped(refused.toString())} refused`,
  );
  for (const { processId, phase, votes, counted: size } of processes) {
    output.line();
    output.field("process", processId);
    output.field("is", phase);
    output.field(
      "votes",
      size === null ? counted(votes, "vote") : `${counted(votes, "vote")}, ${size} counted`,
    );
  }
  output.result({ height: ledger.height, stateRoot: root, transactions, refused, processes });
}

export const replay: Leaf = {
  name: "replay",
  description: "run a voting chain's blocks again, and compare its state roots and results",
  arguments: [new Argument("<log>", "the chain: its genesis document and its blocks, a line each")],
  options: [
    option("--until <height>", "the last block to replay", { parse: positive }),
    option("--root <hash>", "the state root that the chain must have at the end"),
    ...KEYS,
  ],
  notes: `Every transaction is checked again: proofs, signatures, rules. The first block whose
state root differs from the one in the file is named, and the exit code is 1.`,
  examples: ["psephos ledger replay chain.jsonl", "psephos ledger replay chain.jsonl --root 0x… --json"],
  handler,
};
