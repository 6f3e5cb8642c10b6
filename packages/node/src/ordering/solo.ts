/**
 * One node orders alone: it makes a block every `interval` milliseconds by a clock that only runs forward, empty ones too, and signs the state root. A block is on the disk
 * before anyone hears of it. While no block can be written, nothing more is accepted, what waits goes on waiting, and reads go on.
 */
import { Failure, PsephosError, Refusal } from "psephos";
import { type Head, signHead, validatorKey } from "psephos/api";
import { type CheckedGenesis, type Facts, Ledger, type LedgerState, type Outcome } from "psephos/ledger";
import type { Hex } from "viem";
import type { NodeStore } from "../store/index.js";
import { type MadeBlock, makeBlock, uncheckable, uncheckableError } from "./blocks.js";
import { type GatherOptions, gatherFacts, yieldingFacts } from "./gather-facts.js";
import { Intake } from "./intake.js";
import type { Ordering, OrderingEvent, OrderingStatus, Pending } from "./ordering.js";
import { ensureStoreAgrees, starting, stopping } from "./phases.js";
import { fullPool, type PoolBounds, type Waiting } from "./pool.js";

export interface SoloOptions {
  readonly genesis: CheckedGenesis;
  /** Stays open until the ordering has stopped; whoever opened it closes it. */
  readonly store: NodeStore;
  readonly facts: Facts;
  /** ed25519, 32 bytes: the key of a validator of the genesis document. */
  readonly secretKey: Uint8Array;
  /** Milliseconds from one block to the next. */
  readonly interval: number;
  /** The most of one block; 5,000 transactions and 8 MiB if left out. */
  readonly block?: PoolBounds;
  /** The most that waits or is checked; 20,000 transactions and 64 MiB if left out. */
  readonly waiting?: PoolBounds;
  /** 4 ms and 256 statements if left out. */
  readonly gather?: GatherOptions;
  /** What says when a block is due; the machine's monotonic clock if left out. */
  readonly clock?: BlockClock;
}

/** A clock that only runs forward. */
export interface BlockClock {
  /** Milliseconds. */
  now(): number;
  /** Runs something once, after so many milliseconds. @returns a function that calls it off */
  after(milliseconds: number, run: () => void): () => void;
}

const MONOTONIC: BlockClock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

const MEBIBYTE = 2 ** 20;
const BLOCK: PoolBounds = { transactions: 5_000, bytes: 8 * MEBIBYTE };
const WAITING: PoolBounds = { transactions: 20_000, bytes: 64 * MEBIBYTE };
const GATHER: GatherOptions = { delay: 4, most: 256 };
/** Milliseconds between attempts while no block can be made. */
const RETRY = 1_000;
/** Seconds after which a client of a node that stops or starts may come again. */
const RETURN = 5;

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

type Phase = "new" | "running" | "stopping";

export class SoloOrdering implements Ordering {
  readonly genesis: CheckedGenesis;
  readonly #store: NodeStore;
  readonly #facts: Facts;
  readonly #ledger: Ledger;
  readonly #secretKey: Uint8Array;
  readonly #interval: number;
  readonly #clock: BlockClock;
  readonly #block: PoolBounds;
  readonly #intake: Intake;
  #phase: Phase = "new";
  #head: Head;
  /** Why no block can be made. */
  #trouble: Failure | undefined;
  /** When the next block is due. */
  #due = 0;
  #callOff: () => void = () => undefined;
  #underWay: Promise<void> = Promise.resolve();

  /** @throws PsephosError `ordering/not-validator`, `ledger/other-genesis`, `store/write` */
  constructor({ genesis, store, facts, secretKey, interval, ...options }: SoloOptions) {
    if (!genesis.lists.validators.includes(validatorKey(secretKey)))
      throw new Refusal(
        "ordering/not-validator",
        "this node's key is not a validator of the genesis document",
        {
          hint: "Give the key that the chain was made with.",
        },
      );
    this.genesis = genesis;
    this.#store = store;
    this.#facts = yieldingFacts(facts);
    this.#secretKey = secretKey;
    this.#interval = interval;
    this.#clock = options.clock ?? MONOTONIC;
    this.#block = options.block ?? BLOCK;
    this.#ledger = new Ledger(genesis, store.state);
    this.#intake = new Intake({
      genesis,
      store,
      ledger: this.#ledger,
      facts: gatherFacts(facts, options.gather ?? GATHER),
      bounds: options.waiting ?? WAITING,
      ensureAccepting: () => {
        const { status } = this;
        if (!status.accepting) throw status.error;
      },
      ensureWaiting: () => {
        if (this.#phase === "stopping") throw stopping();
        if (this.#trouble) throw this.#trouble;
      },
    });
    this.#head = this.#sign(store.block(store.height)?.time ?? 0);
  }

  get state(): LedgerState {
    return this.#ledger.state;
  }

  get head(): Head {
    return this.#head;
  }

  headAt(height: number): Head | undefined {
    if (height === this.#head.height) return this.#head;
    const block = this.#store.block(height);
    return block && signHead(this.genesis.hash, block, this.#secretKey);
  }

  get status(): OrderingStatus {
    const refuse = (error: Failure, retryAfter: number) => ({ accepting: false, error, retryAfter }) as const;
    if (this.#phase === "new") return refuse(starting(), RETURN);
    if (this.#phase === "stopping") return refuse(stopping(), RETURN);
    if (this.#trouble) return refuse(this.#trouble, RETURN);
    if (this.#intake.pool.isFull()) return refuse(fullPool(), Math.ceil(this.#interval / 1000));
    return { accepting: true };
  }

  /** How many transactions wait for a block. */
  get waiting(): number {
    return this.#intake.pool.size;
  }

  async start(): Promise<void> {
    ensureStoreAgrees(
      this.#store,
      this.#ledger,
      this.#head,
      "Restore a back-up, or fetch the chain again from another node.",
    );
    if (this.#phase !== "new") return;
    this.#phase = "running";
    this.#due = this.#clock.now();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#phase = "stopping";
    this.#callOff();
    await this.#underWay;
    await this.#intake.checked();
    for (const waiting of this.#intake.pool.all()) this.#intake.refuse(waiting, stopping());
  }

  subscribe(listener: (event: OrderingEvent) => void): () => void {
    return this.#intake.subscribe(listener);
  }

  check(transaction: Uint8Array): Promise<Outcome> {
    return this.#intake.check(transaction);
  }

  submit(transaction: Uint8Array): Promise<Pending> {
    return this.#intake.submit(transaction);
  }

  /** The next block comes one interval after the one before. A late one delays those after it: blocks never come in bursts. */
  #schedule(): void {
    const now = this.#clock.now();
    const interval = this.#trouble ? Math.max(this.#interval, RETRY) : this.#interval;
    this.#due = Math.max(this.#due + interval, now);
    this.#callOff = this.#clock.after(this.#due - now, () => {
      this.#underWay = this.#turn().finally(() => {
        if (this.#phase === "running") this.#schedule();
      });
    });
  }

  /** Makes the next block, or finds out why it cannot be made. It never rejects. */
  async #turn(): Promise<void> {
    try {
      const made = await this.#make();
      this.#trouble = undefined;
      this.#intake.tell({ kind: "block", head: this.#head, transactions: made.included.length });
      this.#intake.settle(made);
    } catch (cause) {
      const known = this.#trouble !== undefined;
      this.#trouble = troubleOf(cause);
      if (!known) this.#intake.tell({ kind: "trouble", error: this.#trouble });
    }
  }

  async #make(): Promise<MadeBlock<Waiting>> {
    const made = await this.#apply();
    const { applied, included } = made;
    const { height } = applied;
    const time = Date.now();
    const transactions = included.map(({ waiting }) => waiting.bytes);
    this.#store.commit(applied, { height, transactions, stateRoot: toHex(applied.stateRoot), time });
    this.#head = this.#sign(time);
    return made;
  }

  /**
   * Applies the next block. If that fails, what cannot be checked is rejected; if nothing is found, a smaller block is tried, so that one
   * transaction never holds up the chain.
   */
  async #apply(): Promise<MadeBlock<Waiting>> {
    let candidates = this.#intake.pool.first(this.#block);
    for (;;) {
      try {
        return await makeBlock(this.#ledger, this.#facts, candidates);
      } catch (error) {
        if (candidates.length === 0) throw error;
        const bad = await uncheckable(this.#ledger, this.#facts, candidates);
        for (const { waiting, error: reason } of bad) this.#intake.refuse(waiting, reason);
        if (bad.length > 0) {
          candidates = this.#intake.pool.first(this.#block);
        } else if (candidates.length > 1) {
          candidates = candidates.slice(0, candidates.length >> 1);
        } else {
          const empty = await makeBlock(this.#ledger, this.#facts, []);
          this.#intake.refuse(candidates[0]!, uncheckableError(error));
          return empty;
        }
      }
    }
  }

  #sign(time: number): Head {
    const { height, stateRoot } = this.#ledger;
    return signHead(this.genesis.hash, { height, time, stateRoot: toHex(stateRoot) }, this.#secretKey);
  }
}

/** What clients hear of a failure: the disk's, or the program's. */
function troubleOf(cause: unknown): Failure {
  const hint =
    "Send it again later. What waits is kept, and is recorded as soon as the node can make blocks again.";
  return cause instanceof PsephosError && cause.code.startsWith("store/")
    ? new Failure("ordering/storage", "the node cannot write blocks at present", { cause, hint })
    : new Failure("ordering/apply", "the node cannot make blocks at present", { cause, hint });
}
