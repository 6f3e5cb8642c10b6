/** `psephos-node check`: runs the blocks of a store again, with every proof and signature, and compares each root. */
import { Refusal } from "psephos";
import { type CheckedGenesis, type Facts, Ledger, MemoryStore } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { NodeStore } from "../store/index.js";

export interface CheckReport {
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
  return { blocks: replay.height, transactions, stateRoot: bytesToHex(replay.stateRoot) };
}
