/**
 * What an ordering takes: it checks transactions as they arrive, lets the good ones wait for a block, and answers everybody when a block that has them is
 * on the disk.
 */
import type { PsephosError } from "psephos";
import {
  type CheckedGenesis,
  decodeTransaction,
  type Facts,
  type Ledger,
  loggedVote,
  type Outcome,
  processView,
  transactionId,
  type Vote,
} from "psephos/ledger";
import type { Hex } from "viem";
import type { NodeStore } from "../store/index.js";
import type { MadeBlock } from "./blocks.js";
import { factsOfCheck } from "./gather-facts.js";
import type { OrderingEvent, Pending, Recorded } from "./ordering.js";
import { fullPool, Pool, type PoolBounds, Waiting, type WaitingVote } from "./pool.js";
import { ensureHigher, isVote, ownVoterId, statesSame } from "./votes.js";

export interface IntakeOptions {
  readonly genesis: CheckedGenesis;
  readonly ledger: Ledger;
  readonly store: NodeStore;
  /** Gathered: what arrives within a few milliseconds is checked together. */
  readonly facts: Facts;
  readonly bounds: PoolBounds;
  /** @throws PsephosError why nothing is accepted at present */
  ensureAccepting(): void;
  /** Asked again after the check, which takes time. @throws PsephosError why what was checked cannot wait */
  ensureWaiting(): void;
  /** A transaction waits from now on. */
  added?(waiting: Waiting): void;
}

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

/** Transactions that are checked at once without being taken. */
const MOST_CHECKS = 64;

export class Intake {
  readonly pool: Pool;
  readonly #options: IntakeOptions;
  #checks = 0;
  readonly #checking = new Map<Hex, Promise<Pending>>();
  readonly #listeners = new Set<(event: OrderingEvent) => void>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.pool = new Pool(options.bounds);
  }

  /** @returns a function that ends it */
  subscribe(listener: (event: OrderingEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: OrderingEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A listener's fault must not keep the others from hearing of a block that is recorded.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  /** As that of `Ordering`. */
  async submit(transaction: Uint8Array): Promise<Pending> {
    this.#options.ensureAccepting();
    const id = toHex(transactionId(transaction));
    const same = this.pool.get(id)?.pending ?? this.#checking.get(id);
    if (same) return same;
    const admitted = this.#admit(id, transaction).finally(() => this.#checking.delete(id));
    this.#checking.set(id, admitted);
    return admitted;
  }

  /** As that of `Ordering`. */
  async check(transaction: Uint8Array): Promise<Outcome> {
    if (this.#checks >= MOST_CHECKS) throw fullPool();
    this.#checks += 1;
    try {
      return await this.#options.ledger.check(transaction, factsOfCheck(this.#options.facts));
    } finally {
      this.#checks -= 1;
    }
  }

  /** Resolves when nothing is being checked any more. */
  async checked(): Promise<void> {
    await Promise.allSettled(this.#checking.values());
  }

  /** Checks a transaction, and lets it wait for a block. */
  async #admit(id: Hex, bytes: Uint8Array): Promise<Pending> {
    const { ledger, facts } = this.#options;
    const giveBack = this.pool.reserve(bytes.length);
    try {
      const vote = this.#readVote(bytes);
      const voterId = vote && ownVoterId(vote);
      const early = voterId && this.#twin({ vote, voterId });
      if (early) return early.pending;
      const outcome = await ledger.check(bytes, factsOfCheck(facts));
      if (outcome.repeated) return this.#repeated(id, outcome);
      const proved = outcome.kind === "vote" ? { vote: vote!, voterId: outcome.voterId } : undefined;
      const twin = proved && this.#twin(proved);
      if (twin) return twin.pending;
      this.#options.ensureWaiting();
      const waiting = new Waiting(id, bytes, outcome, proved);
      this.pool.add(waiting);
      this.#options.added?.(waiting);
      return waiting.pending;
    } finally {
      giveBack();
    }
  }

  /** The vote of a transaction; undefined if it is none, or too long to be read. @throws PsephosError it is malformed */
  #readVote(bytes: Uint8Array): Vote | undefined {
    if (bytes.length > this.#options.genesis.parameters.maxTransactionBytes) return undefined;
    const tx = decodeTransaction(bytes);
    return isVote(tx) ? tx : undefined;
  }

  /**
   * The waiting vote that states the same.
   * @throws SupersededVote another vote of the voter waits, and this one cannot replace it
   */
  #twin(vote: WaitingVote): Waiting | undefined {
    const before = this.pool.voteOf(vote);
    if (!before) return undefined;
    if (statesSame(before.vote!.vote, vote.vote)) return before;
    ensureHigher(this.#options.ledger.state, vote.vote, before.vote!.vote);
    return undefined;
  }

  /** Where the transaction is recorded that did the same before. */
  #recordOf(id: Hex, outcome: Outcome): Recorded {
    const {
      ledger: { state },
      store,
    } = this.#options;
    if (outcome.kind !== "vote")
      return { ...(store.transaction(id) ?? { height: store.height, index: null }), outcome };
    const process = processView(state, outcome.processId)!;
    const { transaction, height } = loggedVote(state, process, outcome.index)!.entry;
    // A node that began with a snapshot has the log, and not the block.
    return { ...(store.transaction(transaction) ?? { height, index: null }), outcome };
  }

  #repeated(id: Hex, outcome: Outcome): Pending {
    return { id, outcome, recorded: Promise.resolve(this.#recordOf(id, outcome)) };
  }

  /** Answers everybody whose transaction was in a block that is now on the disk. */
  settle({ applied: { height }, included, repeated, refused }: MadeBlock<Waiting>): void {
    for (const [index, { waiting, outcome }] of included.entries())
      this.record(waiting, { height, index, outcome });
    for (const { waiting, outcome } of repeated) this.repeat(waiting, outcome);
    for (const { waiting, error } of refused) this.refuse(waiting, error);
  }

  /** Another transaction did the same before. */
  repeat(waiting: Waiting, outcome: Outcome): void {
    this.record(waiting, this.#recordOf(waiting.id, outcome));
  }

  record(waiting: Waiting, recorded: Recorded): void {
    this.pool.remove(waiting);
    waiting.resolve(recorded);
    this.tell({ kind: "recorded", id: waiting.id, recorded });
  }

  refuse(waiting: Waiting, error: PsephosError): void {
    this.pool.remove(waiting);
    waiting.reject(error);
    this.tell({ kind: "refused", id: waiting.id, error });
  }
}
