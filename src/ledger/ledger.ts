/**
 * The state machine: blocks of transactions in, state and root out. It has no clock, no randomness, no network and no file: the same blocks give
 * the same state on every machine.
 */
import { type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { beginBlock } from "./block.js";
import { readChain, writeChain } from "./chain-record.js";
import { type Context, declarationOf, type LedgerState } from "./context.js";
import type { Declaration } from "./declaration.js";
import type { CheckedGenesis } from "./genesis.js";
import type { CeremonyCache } from "./key-ceremony.js";
import { comingHeights } from "./life.js";
import { putListsRecord } from "./lists.js";
import { type EndedBlock, OpenBlock } from "./open-block.js";
import { readRecordOf } from "./process-record.js";
import { type Read, RecentTransactions } from "./recent-transactions.js";
import { stateRoot } from "./root.js";
import { type Outcome, ruleOf, run, statementsOf, type TransactionResult } from "./rules.js";
import type { Facts, Statement } from "./statements.js";
import { Draft, type StateStore } from "./store.js";

/** A block that was applied but not yet written. */
export interface AppliedBlock extends EndedBlock {
  /** In the transactions' order. */
  readonly results: readonly TransactionResult[];
}

/** A block as the ordering gives it. */
export interface Block {
  /** The last block's height plus one. */
  readonly height: number;
  readonly transactions: readonly Uint8Array[];
}

const GENESIS_KEY = "genesis";

/** For blocks without transactions. */
const NO_FACTS: Facts = { ask: async (statements) => statements.map(() => false) };

/** The first height above one at which a process changes by itself; infinite if there is none. */
function nextDue(state: LedgerState, above: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (let number = 0; number < readChain(state).processes; number++) {
    const record = readRecordOf(state, number);
    const process = { record, declaration: declarationOf(state, state, record) };
    first = Math.min(first, ...comingHeights(state, state, process, above));
  }
  return first;
}

export class Ledger {
  readonly genesis: CheckedGenesis;
  readonly #store: StateStore;
  readonly #declarations = new Map<Hex, Declaration>();
  readonly #ceremonies: CeremonyCache = new Map();
  readonly #recent: RecentTransactions;

  /**
   * Opens a chain in a store, or begins it in an empty one.
   * @throws PsephosError `ledger/other-genesis`: the store has another chain
   */
  constructor(genesis: CheckedGenesis, store: StateStore) {
    this.genesis = genesis;
    this.#store = store;
    this.#recent = new RecentTransactions(genesis.parameters.maxTransactionBytes);
    const known = store.get(GENESIS_KEY);
    if (known === undefined) {
      const draft = new Draft(store);
      draft.put(GENESIS_KEY, genesis.hash);
      writeChain(draft, { height: 0, processes: 0 });
      putListsRecord(draft, { lists: genesis.lists, sequence: 0, words: [], pending: [] });
      store.write(draft.changes);
      return;
    }
    ensure(
      toHex(known) === toHex(genesis.hash),
      "ledger/other-genesis",
      "the store has a voting chain with another genesis document",
      "Give the genesis document of this chain, or an empty store.",
    );
  }

  /** The height of the last committed block; 0 before the first. */
  get height(): number {
    return readChain(this.#store).height;
  }

  /** The state root of the last committed block, 32 bytes. */
  get stateRoot(): Uint8Array {
    return stateRoot(this.#store, this.genesis);
  }

  /** The state as of the last commit, for the functions of this room that read it. */
  get state(): LedgerState {
    const store = this.#store;
    return {
      get: (key) => store.get(key),
      genesis: this.genesis,
      declarations: this.#declarations,
      ceremonies: this.#ceremonies,
    };
  }

  #known(height: number, trial: boolean): Omit<Context, "draft"> {
    const { genesis } = this;
    return { trial, genesis, height, declarations: this.#declarations, ceremonies: this.#ceremonies };
  }

  /** To find out what would happen in the block of a height: the next one, or one that was written in part. */
  #trial(height: number): Context {
    const context = { ...this.#known(height, true), draft: new Draft(this.#store) };
    if (height > this.height) beginBlock(context);
    return context;
  }

  #read(bytes: Uint8Array): Read {
    return this.#recent.read(bytes);
  }

  /**
   * Whether a transaction would be accepted in the next block, after the committed ones. Nothing is changed.
   * @returns its outcome; `repeated` if it would change nothing, so that no block contains it
   * @throws PsephosError with the rule that refuses it
   */
  async check(transaction: Uint8Array, facts: Facts): Promise<Outcome> {
    const read = this.#read(transaction);
    if ("error" in read) throw read.error;
    for (;;) {
      const { height } = this;
      const context = this.#trial(height + 1);
      try {
        const outcome = await run(ruleOf(context, read.tx, read.id), facts);
        if (this.height === height) return outcome;
      } catch (error) {
        if (this.height === height) throw error;
      }
      // Blocks were committed while the facts were checked: the answer may have changed, also for a refusal.
    }
  }

  /**
   * Applies a block. A transaction that is refused changes nothing; nothing at all is written before `commit`.
   * @throws PsephosError `ledger/height`: it is not the next block
   */
  async apply({ height, transactions }: Block, facts: Facts): Promise<AppliedBlock> {
    ensure(
      height === this.height + 1,
      "ledger/height",
      `the next block of this chain has height ${this.height + 1}, not ${height}`,
    );
    const block = this.open();
    const results = await block.take(transactions, facts);
    return { ...block.end(), results };
  }

  /** Begins the next block: its transactions are taken in parts. */
  open(): OpenBlock {
    return new OpenBlock(this.#store, this.#known(this.height + 1, false), this.#recent);
  }

  /**
   * Applies empty blocks up to a height, faster than one by one: without changes, an empty block is only a height.
   * @throws PsephosError as `apply`
   */
  async pass(height: number): Promise<void> {
    while (this.height < height) {
      const due = nextDue(this.state, this.height);
      const last = Math.min(height, due - 1);
      if (last > this.height) {
        const draft = new Draft(this.#store);
        writeChain(draft, { ...readChain(draft), height: last });
        this.#store.write(draft.changes);
      }
      if (due <= height) (await this.apply({ height: due, transactions: [] }, NO_FACTS)).commit();
    }
  }

  /**
   * The first statements that transactions would ask about in a block, each as if it came first: to check them together before their blocks. A rule that
   * refuses a transaction now asks nothing.
   * @param height of the next block, or of one that was written in part
   */
  foresee(transactions: readonly Uint8Array[], height = this.height + 1): Statement[] {
    return statementsOf(
      this.#trial(height),
      transactions.map((bytes) => this.#read(bytes)),
    );
  }
}
