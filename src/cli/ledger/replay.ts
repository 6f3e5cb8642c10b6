import { Argument } from "commander";
import { type Hex, toHex } from "../../bytes/index.js";
import { processViews } from "../../ledger/index.js";
import { ensureRoot, type ReplayRules, replayChain } from "../chain-log.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { KEYS, positive } from "../options.js";
import { counted, grouped } from "../show.js";

interface ReplayOptions extends ReplayRules {
  readonly root?: string;
}

async function handler(context: Context, file: string, options: ReplayOptions): Promise<void> {
  const { output } = context;
  const { ledger, transactions, refused } = await replayChain(context, file, options);
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
