/** `psephos-node check`: runs the blocks of a store again, with every proof and signature, and compares each root. */
import { Refusal } from "psephos";
import {
  type CheckedGenesis,
  type Facts,
  Ledger,
  MemoryStore,
  restoreSnapshot,
  snapshotChunks,
  snapshotManifest,
} from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { NodeStore } from "../store/index.js";

export interface CheckReport {
  /** The height of the snapshot that the store began with, whose blocks it does not have; 0 if it has all. */
  readonly base: number;
  readonly blocks: number;
  readonly transactions: number;
  readonly stateRoot: Hex;
}

/**
 * @param told is called after each block
 * @throws PsephosError `node/root-differs`: names the first height whose root is not the stored one, a block that has a refused
 *   transaction, or the state in the store if it is not that of its blocks
 */
export async function checkStore(
  store: NodeStore,
  genesis: CheckedGenesis,
  facts: Facts,
  { signal, told }: { readonly signal?: AbortSignal; readonly told?: (height: number) => void } = {},
): Promise<CheckReport> {
  const differs = (what: string) =>
    new Refusal("node/root-differs", what, {
      hint: "Do not go on with this store: restore a back-up, or fetch the chain from another node.",
    });
  if (store.base > 0) return checkRestored(store, genesis, differs);
  const replay = new Ledger(genesis, new MemoryStore());
  let transactions = 0;
  for (const block of store.blocks(1)) {
    signal?.throwIfAborted();
    const applied = await replay.apply(block, facts);
    const refused = applied.results.findIndex(({ accepted }) => !accepted);
    if (refused >= 0)
      throw differs(`block ${block.height} has a transaction that the rules refuse: number ${refused}`);
    const root = bytesToHex(applied.stateRoot);
    if (root !== block.stateRoot)
      throw differs(
        `at height ${block.height} the root of the state is ${root}, but the store has ${block.stateRoot}`,
      );
    applied.commit();
    transactions += block.transactions.length;
    told?.(block.height);
  }
  const stored = new Ledger(genesis, store.state);
  if (replay.height !== stored.height || bytesToHex(replay.stateRoot) !== bytesToHex(stored.stateRoot))
    throw differs(`the state in the store is not that of its ${replay.height} blocks`);
  return { base: 0, blocks: replay.height, transactions, stateRoot: bytesToHex(replay.stateRoot) };
}

/** A store without its first blocks cannot be replayed: what follows from its records and logs is computed again, and compared with them and with the last block's root. */
async function checkRestored(
  store: NodeStore,
  genesis: CheckedGenesis,
  differs: (what: string) => Refusal,
): Promise<CheckReport> {
  const manifest = snapshotManifest(genesis, store.state);
  const last = store.block(store.height);
  if (manifest.height !== store.height || (last && last.stateRoot !== manifest.stateRoot))
    throw differs(`the state in the store is not that of its last block, ${store.height}`);
  try {
    await restoreSnapshot(genesis, manifest, snapshotChunks(store.state), new MemoryStore());
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw differs(`the state in the store contradicts itself: ${cause.message}`);
  }
  let transactions = 0;
  for (const block of store.blocks(1)) transactions += block.transactions.length;
  const { base, height } = store;
  return { base, blocks: height - base, transactions, stateRoot: manifest.stateRoot };
}
