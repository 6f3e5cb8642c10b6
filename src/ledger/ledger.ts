/**
 * The state machine: blocks of transactions in, state and root out. It has no clock, no randomness, no network and no file: the same blocks give
 * the same state on every machine.
 */
import { type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { type AttestationOutcome, attest } from "./attest.js";
import { beginBlock, endBlock } from "./block.js";
import { type CeremonyOutcome, complain, confirm, deal, reveal } from "./ceremony-rules.js";
import { readChain, writeChain } from "./chain-record.js";
import { type Context, declarationOf, type LedgerState, type Rule } from "./context.js";
import type { Declaration } from "./declaration.js";
import type { CheckedGenesis } from "./genesis.js";
import type { CeremonyCache } from "./key-ceremony.js";
import { comingHeights } from "./life.js";
import { putListsRecord } from "./lists.js";
import { type ProcessRecord, processNumber, readRecordOf } from "./process-record.js";
import { proveRecord, type RecordProof } from "./proofs.js";
import { type RegistrationOutcome, register } from "./register.js";
import { stateRoot } from "./root.js";
import type { Facts, Statement } from "./statements.js";
import { Draft, type Reader, type Store } from "./store.js";
import { decodeTransaction, transactionId } from "./tx/codec.js";
import type { Transaction } from "./tx/types.js";
import { castVote, type VoteOutcome } from "./vote.js";

/** The outcome of a transaction that was not refused. */
export type Outcome = VoteOutcome | RegistrationOutcome | AttestationOutcome | CeremonyOutcome;

/** The outcome of a transaction of a block. */
export type TransactionResult =
  | { readonly accepted: true; readonly outcome: Outcome }
  | { readonly accepted: false; readonly error: PsephosError };

/** A block as the ordering gives it. */
export interface Block {
  /** The last block's height plus one. */
  readonly height: number;
  readonly transactions: readonly Uint8Array[];
}

/** A block that was applied but not yet written. */
export interface AppliedBlock {
  readonly height: number;
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  /** In the transactions' order. */
  readonly results: readonly TransactionResult[];
  /** The proof of the record of each process whose votes were counted in this block, under its state root. */
  readonly counted: readonly (RecordProof & { readonly processId: Hex })[];
  /** Makes the block durable: one write. */
  commit(): void;
}

const GENESIS_KEY = "genesis";

function ruleOf(context: Context, tx: Transaction, id: Hex): Rule<Outcome> {
  switch (tx.kind) {
    case "anonymous":
    case "named":
      return castVote(context, tx, id);
    case "register":
      return register(context, tx);
    case "attest":
      return attest(context, tx, id);
    case "deal":
      return deal(context, tx);
    case "complain":
      return complain(context, tx);
    case "confirm":
      return confirm(context, tx);
    case "reveal":
      return reveal(context, tx);
  }
}

async function run<T>(rule: Rule<T>, facts: Facts): Promise<T> {
  let step = rule.next();
  while (!step.done) step = rule.next(await facts.ask(step.value));
  return step.value;
}

/** The first statements that a rule asks about; none if the rule ends before it asks. */
function firstStatements(rule: Rule<unknown>): readonly Statement[] {
  try {
    const step = rule.next();
    return step.done ? [] : step.value;
  } catch (error) {
    if (error instanceof PsephosError) return [];
    throw error;
  }
}

/** Whether the votes of a process were counted before. */
const isCounted = (reader: Reader, { processId, number }: ProcessRecord): boolean =>
  processNumber(reader, processId) !== undefined && readRecordOf(reader, number).counted !== null;

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

/** A decoded transaction of a block. */
type Read = { readonly tx: Transaction; readonly id: Hex } | { readonly error: PsephosError };

export class Ledger {
  readonly genesis: CheckedGenesis;
  readonly #store: Store;
  readonly #declarations = new Map<Hex, Declaration>();
  readonly #ceremonies: CeremonyCache = new Map();

  /**
   * Opens a chain in a store, or begins it in an empty one.
   * @throws PsephosError `ledger/other-genesis`: the store has another chain
   */
  constructor(genesis: CheckedGenesis, store: Store) {
    this.genesis = genesis;
    this.#store = store;
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

  #context(draft: Draft, height: number, trial: boolean): Context {
    return {
      trial,
      genesis: this.genesis,
      height,
      draft,
      declarations: this.#declarations,
      ceremonies: this.#ceremonies,
    };
  }

  #read(bytes: Uint8Array): Read {
    try {
      const most = this.genesis.parameters.maxTransactionBytes;
      ensure(
        bytes.length <= most,
        "ledger/too-long",
        `a transaction of this chain has at most ${most} bytes`,
      );
      return { tx: decodeTransaction(bytes), id: toHex(transactionId(bytes)) };
    } catch (error) {
      if (error instanceof PsephosError) return { error };
      throw error;
    }
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
      const context = this.#context(new Draft(this.#store), height + 1, true);
      beginBlock(context);
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
    const draft = new Draft(this.#store);
    const context = this.#context(draft, height, false);
    const { processes } = readChain(draft);
    beginBlock(context);
    const read = transactions.map((bytes) => this.#read(bytes));
    await this.#prefetch(context, read, facts);
    const results: TransactionResult[] = [];
    for (const one of read) results.push(await this.#applyOne(context, one, facts));
    const changed = endBlock(context, processes);
    const counted = changed
      .filter((record) => record.counted && !isCounted(this.#store, record))
      .map(({ processId }) => ({ processId, ...proveRecord(draft, processId) }));
    return {
      height,
      stateRoot: stateRoot(draft, this.genesis),
      results,
      counted,
      commit: () => {
        ensure(height === this.height + 1, "ledger/height", "another block was committed meanwhile");
        this.#store.write(draft.changes);
      },
    };
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
   * The first statements that transactions would ask about in the next block, each as if it came first: to check them together before their blocks. A rule that
   * refuses a transaction now asks nothing.
   */
  foresee(transactions: readonly Uint8Array[]): Statement[] {
    const draft = new Draft(this.#store);
    const context = this.#context(draft, this.height + 1, true);
    beginBlock(context);
    return this.#statements(
      context,
      transactions.map((bytes) => this.#read(bytes)),
    );
  }

  #statements(context: Context, transactions: readonly Read[]): Statement[] {
    return transactions.flatMap((read) =>
      "error" in read
        ? []
        : firstStatements(
            ruleOf({ ...context, trial: true, draft: new Draft(context.draft) }, read.tx, read.id),
          ),
    );
  }

  /** Checks the facts of the whole block together, because proofs are verified faster in a batch. */
  async #prefetch(context: Context, transactions: readonly Read[], facts: Facts): Promise<void> {
    const statements = this.#statements(context, transactions);
    if (statements.length > 0) await facts.ask(statements);
  }

  async #applyOne(context: Context, read: Read, facts: Facts): Promise<TransactionResult> {
    if ("error" in read) return { accepted: false, error: read.error };
    const draft = new Draft(context.draft);
    try {
      const outcome = await run(ruleOf({ ...context, draft }, read.tx, read.id), facts);
      context.draft.absorb(draft);
      return { accepted: true, outcome };
    } catch (error) {
      if (error instanceof PsephosError && error.kind === "refused") return { accepted: false, error };
      throw error;
    }
  }
}
