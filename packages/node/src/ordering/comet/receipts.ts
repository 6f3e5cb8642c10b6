/**
 * Receipts with the validators' commits. The state after a block is in the header of the next one, so a receipt proves the state before the last block, which is
 * kept until the block after.
 */
import {
  batchLeaf,
  type CommitReceipt,
  decodeBatch,
  type LightBlock,
  resultLeaf,
  type ValidatorsAnswer,
  type VoteName,
  validatorsAnswer,
} from "psephos/api";
import {
  type CheckedGenesis,
  decodeEntry,
  type LedgerState,
  merklePathOf,
  processView,
  proveVote,
  transactionId,
  voteOf,
} from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { NodeStore, PinnedState } from "../../store/index.js";
import { KeptSteps } from "./kept-steps.js";
import { batchesAt, lightBlockAt } from "./light-blocks.js";
import { Recent, type RecentBounds } from "./recent.js";
import type { EngineRpc } from "./rpc.js";
import { findSteps } from "./trust.js";

export interface CommitReceiptsOptions {
  readonly genesis: CheckedGenesis;
  readonly store: Pick<NodeStore, "height" | "notes" | "pin">;
  readonly rpc: EngineRpc;
  /** The state as of now, for what it has beside the store's content. */
  readonly state: () => LedgerState;
}

/** Headers and their steps are small. */
const HEADERS: RecentBounds = { kept: 64, atOnce: 16 };
/** A block and its results may have several megabytes, and any voter can ask for any of them. */
const WHOLE: RecentBounds = { kept: 8, atOnce: 2 };

export class CommitReceipts {
  readonly #options: CommitReceiptsOptions;
  readonly #blocks: Recent<LightBlock>;
  readonly #steps: Recent<readonly LightBlock[]>;
  readonly #batches: Recent<Awaited<ReturnType<typeof batchesAt>>>;
  #lastSteps: readonly LightBlock[] = [];
  readonly #kept: KeptSteps;
  /** The last two states, the older first. */
  #pinned: readonly PinnedState[] = [];

  constructor(options: CommitReceiptsOptions) {
    const { genesis, rpc, store } = options;
    this.#options = options;
    this.#kept = new KeptSteps(genesis, store.notes, (height) => this.#blocks.at(height));
    this.#blocks = new Recent((height) => lightBlockAt(rpc, height), HEADERS);
    this.#batches = new Recent((height) => batchesAt(rpc, height), WHOLE);
    this.#steps = new Recent((height) => this.#findSteps(height), HEADERS);
  }

  /** A block is on the disk. @param changed whether it changes the validators */
  committed(changed: boolean): void {
    const pinned = [...this.#pinned, this.#options.store.pin()];
    this.#kept.committed(pinned.at(-1)!.height, changed);
    for (const old of pinned.slice(0, -2)) old.close();
    this.#pinned = pinned.slice(-2);
  }

  close(): void {
    for (const one of this.#pinned) one.close();
    this.#pinned = [];
  }

  /**
   * The receipt of the vote that counts for a voter, if that is the vote named, in the state before the last block.
   * @returns undefined if it is not there, or not yet
   * @throws PsephosError `comet/rpc`
   */
  async of(name: VoteName): Promise<CommitReceipt | undefined> {
    const [pinned, last] = this.#pinned;
    if (!pinned || !last) return undefined;
    const { genesis } = this.#options;
    const state: LedgerState = { ...this.#options.state(), get: (key) => pinned.state.get(key) };
    const process = processView(state, name.processId);
    const vote = process && voteOf(state, process, name.voterId);
    if (vote?.entry.envelopeHash !== name.envelopeHash) return undefined;
    const proof = proveVote(state, name.processId, vote.index); // before anything is awaited: the state may be closed then
    const block = await this.#blocks.at(pinned.height + 1);
    const { height, transaction } = decodeEntry(proof.entry);
    return {
      ...name,
      genesisHash: bytesToHex(genesis.hash),
      proof,
      block,
      steps: await this.#steps.at(block.header.height),
      recorded: await this.#recorded(height, transaction).catch(() => null), // pruned: the proof stands without it
    };
  }

  /**
   * The last block, and the way to its validators.
   * @returns undefined before there is one
   * @throws PsephosError `comet/rpc`
   */
  async validators(): Promise<ValidatorsAnswer | undefined> {
    const { genesis, store } = this.#options;
    const { height } = store;
    if (height === 0) return undefined;
    const block = await this.#blocks.at(height);
    return validatorsAnswer(genesis, block, await this.#steps.at(height));
  }

  async #recorded(height: number, id: Hex): Promise<CommitReceipt["recorded"]> {
    const [{ header, batches, results }, next] = await Promise.all([
      this.#batches.at(height),
      this.#blocks.at(height + 1),
    ]);
    const leaves = batches.map(batchLeaf);
    for (const [index, batch] of batches.entries()) {
      const at = decodeBatch(batch).findIndex((one) => bytesToHex(transactionId(one)) === id);
      if (at < 0 || results[index]!.data[at] !== 0) continue;
      const place = { index, size: batches.length };
      const inBlock = { ...place, path: merklePathOf(leaves, index) };
      const inResults = { ...place, path: merklePathOf(results.map(resultLeaf), index) };
      return { in: { header, batch, at, inBlock, result: results[index]!, inResults }, next };
    }
    return null;
  }

  async #findSteps(height: number): Promise<readonly LightBlock[]> {
    const at = (one: number) => this.#blocks.at(one);
    const { genesis } = this.#options;
    this.#lastSteps = await findSteps(genesis, at, height, this.#lastSteps, this.#kept.steps);
    return this.#lastSteps;
  }
}
