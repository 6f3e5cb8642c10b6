/**
 * The voting chain as the engine's application. Nothing is written before `commit`, which replies when the block is on the disk: a node that is killed at any moment is given the
 * blocks again that it does not have. What a block does depends on the block and the state alone, on every machine.
 */
import { createHash } from "node:crypto";
import { Failure, PsephosError, Refusal } from "psephos";
import { consensusChainId, decodeBatch, RESULT } from "psephos/api";
import { type CheckedGenesis, decodeTransaction, type Ledger, transactionId } from "psephos/ledger";
import type { Hex } from "viem";
import type { NodeStore } from "../../store/index.js";
import { isVote } from "../votes.js";
import {
  type BatchedBlock,
  type BlockMaker,
  changed,
  MOST_IN_BLOCK,
  newValidators,
  placesOf,
} from "./blocks.js";
import {
  ResponseProcessProposal_ProposalStatus as Proposal,
  type RequestFinalizeBlock,
  type RequestInitChain,
  type RequestPrepareProposal,
} from "./generated/tendermint/abci/types_pb.js";
import type { BatchVerdict, Mempool } from "./mempool.js";
import { Pace } from "./pace.js";
import type { Application } from "./server.js";
import type { SnapshotRestore } from "./snapshot-restore.js";
import type { Snapshots } from "./snapshot-shelf.js";
import { type Validators, validatorUpdates } from "./validators.js";

export interface ApplicationOptions {
  readonly genesis: CheckedGenesis;
  readonly version: string;
  readonly ledger: Ledger;
  readonly store: NodeStore;
  readonly blocks: BlockMaker;
  readonly mempool: Mempool;
  readonly validators: Validators;
  /** Blocks that the engine keeps, and those after the oldest snapshot, with which other nodes join; 0 for all of them. */
  readonly retain: number;
  readonly snapshots?: Snapshots | undefined;
  readonly restore: SnapshotRestore;
  /** A block is on the disk. */
  committed(block: BatchedBlock, time: number): void;
  /** A block cannot be written at present, which is tried until it can; or a transaction could not be checked, and is not taken. */
  troubled(error: unknown): void;
}

/** The version of the rules: validators of another one cannot agree with these. */
const RULES_VERSION = 1n;
/** Milliseconds between two attempts at writing a block. */
const RETRY = 1_000;

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;
const CODESPACE = "psephos";
/** What the disk refuses now, and may take later. */
const WAITS: ReadonlySet<string> = new Set(["store/full", "store/write"]);

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** Bytes of a batch in a block, with those of protobuf around it. */
const sizeIn = ({ length }: Uint8Array): number => {
  let prefix = 2;
  for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) prefix += 1;
  return length + prefix;
};

function isVotes(batch: Uint8Array): boolean {
  try {
    return isVote(decodeTransaction(decodeBatch(batch)[0]!));
  } catch {
    return false;
  }
}

/** Messages of oracles and keykeepers in the order of their arrival, then votes in the order of their hashes, which says nothing of when they came. */
function ordered(batches: readonly Uint8Array[]): Uint8Array[] {
  const votes = new Set(batches.filter(isVotes));
  const hashed = [...votes].map((batch) => ({ batch, hash: sha256(batch) }));
  hashed.sort((a, b) => Buffer.compare(a.hash, b.hash));
  return [...batches.filter((batch) => !votes.has(batch)), ...hashed.map(({ batch }) => batch)];
}

/** As many batches, from the first, as a block takes; one, however many transactions it has. */
function fill(batches: readonly Uint8Array[], mostBytes: number, most: number): Uint8Array[] {
  const chosen: Uint8Array[] = [];
  let size = 0;
  let count = 0;
  for (const batch of batches) {
    const transactions = placesOf([batch])?.length;
    if (transactions === undefined) continue;
    size += sizeIn(batch);
    count += transactions;
    if (size > mostBytes || count > MOST_IN_BLOCK || (count > most && chosen.length > 0)) break;
    chosen.push(batch);
  }
  return chosen;
}

export function createApplication(options: ApplicationOptions): Application {
  const { genesis, version, ledger, store, blocks, mempool, validators, retain, snapshots, restore } =
    options;
  /** The block that is decided, and not yet on the disk. */
  let decided: { readonly block: BatchedBlock; readonly time: number } | undefined;

  const pace = new Pace(MOST_IN_BLOCK);
  /** Measures how long a block takes that was not made before. */
  async function timed<T>(batches: readonly Uint8Array[], make: () => Promise<T>): Promise<T> {
    if (blocks.has(batches)) return make();
    const begun = performance.now();
    const made = await make();
    pace.measured(placesOf(batches)?.length ?? 0, performance.now() - begun);
    return made;
  }

  function ensureNext(height: bigint): void {
    if (height !== BigInt(ledger.height + 1))
      throw new Failure(
        "comet/not-decided",
        `the engine is at block ${height}, but the next of the store is ${ledger.height + 1}`,
        {
          hint: "The engine's data and the store belong together: restore both of one time, or join again with neither.",
        },
      );
  }

  function initChain({ chainId, initialHeight, validators: given }: RequestInitChain) {
    if (chainId !== consensusChainId(genesis) || initialHeight !== 1n || ledger.height !== 0)
      throw new Refusal("comet/genesis", "the engine begins another chain than that of the genesis document");
    validators.ensureGiven(given);
    return { validators: [], appHash: ledger.stateRoot };
  }

  async function prepareProposal({ height, txs, maxTxBytes }: RequestPrepareProposal) {
    ensureNext(height);
    const filled = fill(ordered(txs), Number(maxTxBytes), pace.limit);
    return { txs: [...(await timed(filled, () => blocks.choose(filled)))] };
  }

  async function processProposal({
    height,
    txs,
  }: {
    readonly height: bigint;
    readonly txs: readonly Uint8Array[];
  }) {
    ensureNext(height);
    if (!placesOf(txs)) return { status: Proposal.REJECT };
    const { results } = await timed(txs, () => blocks.make(txs));
    return { status: results.every(changed) ? Proposal.ACCEPT : Proposal.REJECT };
  }

  async function finalizeBlock({ height, txs, time }: RequestFinalizeBlock) {
    ensureNext(height);
    const block = await blocks.make(txs);
    decided = { block, time: Number(time!.seconds) * 1000 + Math.floor(time!.nanos / 1e6) };
    const txResults = block.results.map((data, i) => ({
      code: changed(data) ? 0 : 1,
      data,
      log: changed(data) && !data.includes(RESULT.refused) ? "" : JSON.stringify(block.codes[i]),
      codespace: changed(data) ? "" : CODESPACE,
    }));
    const after = newValidators(block);
    return {
      txResults,
      validatorUpdates: after ? validatorUpdates(validators.present, after) : [],
      appHash: block.made.applied.stateRoot,
    };
  }

  /** Writes the block that was decided; while the disk takes none, the engine waits. */
  async function write(block: BatchedBlock, time: number): Promise<void> {
    const { applied, included } = block.made;
    const { height } = applied;
    const stateRoot = toHex(applied.stateRoot);
    const transactions = included.map(({ waiting }) => waiting.bytes);
    for (;;) {
      try {
        // Before the block: a node that is killed between the two finalizes the block again, and writes the same.
        validators.put(height, newValidators(block));
        store.commit(applied, { height, transactions, stateRoot, time });
        return;
      } catch (error) {
        if (!(error instanceof PsephosError) || !WAITS.has(error.code)) throw error;
        options.troubled(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  }

  /** The height of the first block that the engine has to keep; 0 for all. */
  function retainHeight(): bigint {
    if (retain === 0) return 0n;
    return BigInt(Math.max(0, Math.min(ledger.height - retain, snapshots?.oldest ?? ledger.height)));
  }

  async function commit() {
    if (!decided) throw new Failure("comet/not-decided", "the engine commits a block that was not decided");
    const { block, time } = decided;
    await write(block, time);
    decided = undefined;
    blocks.forget();
    options.committed(block, time);
    mempool.committed(block.made.included.map(({ waiting }) => toHex(transactionId(waiting.bytes))));
    snapshots?.committed(store);
    return { retainHeight: retainHeight() };
  }

  return {
    info: () => ({
      data: CODESPACE,
      version,
      appVersion: RULES_VERSION,
      lastBlockHeight: BigInt(ledger.height),
      lastBlockAppHash: ledger.height === 0 ? new Uint8Array() : ledger.stateRoot,
    }),
    initChain,
    query: () => ({
      code: 1,
      log: "ask the node's HTTP door",
      codespace: CODESPACE,
      height: BigInt(ledger.height),
    }),
    checkTx: async ({ tx }) => {
      let verdict: BatchVerdict;
      try {
        verdict = await mempool.check(tx);
      } catch (error) {
        // A fault here would end the engine: whoever can send one transaction must not be able to do that.
        options.troubled(error);
        return { code: 1, codespace: CODESPACE };
      }
      const { taken, codes } = verdict;
      return {
        code: taken ? 0 : 1,
        log: codes.every((code) => code === null) ? "" : JSON.stringify(codes),
        codespace: taken ? "" : CODESPACE,
        gasWanted: BigInt(codes.length),
      };
    },
    prepareProposal,
    processProposal,
    extendVote: () => ({}),
    verifyVoteExtension: () => ({ status: 1 }),
    finalizeBlock,
    commit,
    listSnapshots: () => ({ snapshots: [...(snapshots?.list() ?? [])] }),
    offerSnapshot: ({ snapshot, appHash }) => restore.offer(snapshot, appHash),
    loadSnapshotChunk: async ({ height, format, chunk }) => ({
      chunk: (await snapshots?.chunk(Number(height), format, chunk)) ?? new Uint8Array(),
    }),
    applySnapshotChunk: ({ index, chunk, sender }) => restore.apply(index, chunk, sender),
  };
}
