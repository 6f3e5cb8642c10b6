/** A block that is being applied. */
import type { Hex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { beginBlock, changedRecords, endBlock } from "./block.js";
import { readChain } from "./chain-record.js";
import type { Context } from "./context.js";
import { readRecordOf } from "./process-record.js";
import { proveRecord, type RecordProof } from "./proofs.js";
import type { Read, RecentTransactions } from "./recent-transactions.js";
import { stateRoot } from "./root.js";
import { ruleOf, run, statementsOf, type TransactionResult } from "./rules.js";
import type { Facts } from "./statements.js";
import { Draft, type Reader, type StateStore } from "./store.js";

/** A block whose end was applied, but which is not written, or not all of it. */
export interface EndedBlock {
  readonly height: number;
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  /** The proof of the record of each process whose votes were counted in this block, under its state root. */
  readonly counted: readonly (RecordProof & { readonly processId: Hex })[];
  /** Makes the block durable: one write. */
  commit(): void;
}

/** Whether the votes of a process were counted. */
const isCounted = (reader: Reader, number: number, processes: number): boolean =>
  number < processes && readRecordOf(reader, number).counted !== null;

/** A block at the height after a store's last one. Nothing is written before `write` or the end's `commit`. */
export class OpenBlock {
  readonly height: number;
  readonly #store: StateStore;
  readonly #known: Omit<Context, "draft">;
  readonly #recent: RecentTransactions;
  /** Before the block. */
  readonly #processes: number;
  /** The processes that changed in what is written, by number; and whether each was counted before the block. */
  readonly #changed = new Map<number, boolean>();
  #draft: Draft;
  #isWritten = false;

  /** Begins the block: what is due at its height happens. */
  constructor(store: StateStore, known: Omit<Context, "draft">, recent: RecentTransactions) {
    this.height = known.height;
    this.#store = store;
    this.#known = known;
    this.#recent = recent;
    this.#draft = new Draft(store);
    this.#processes = readChain(store).processes;
    beginBlock(this.#context);
  }

  get #context(): Context {
    return { ...this.#known, draft: this.#draft };
  }

  /** Applies the next transactions. One that is refused changes nothing. Their facts are checked together, because proofs are verified faster in a batch. */
  async take(transactions: readonly Uint8Array[], facts: Facts): Promise<TransactionResult[]> {
    const context = this.#context;
    const read = transactions.map((bytes) => this.#recent.read(bytes));
    const statements = statementsOf(context, read);
    if (statements.length > 0) await facts.ask(statements);
    const results: TransactionResult[] = [];
    for (const one of read) results.push(await this.#applyOne(context, one, facts));
    return results;
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

  #note(): void {
    for (const number of changedRecords(this.#draft.changes.keys()))
      if (!this.#changed.has(number))
        this.#changed.set(number, isCounted(this.#store, number, this.#processes));
  }

  /**
   * Writes what was applied so far, so that memory does not grow with the block. From then on the store is within this block: for a replay that gives up its store if the
   * block does not end.
   */
  write(): void {
    this.#note();
    this.#store.write(this.#draft.changes);
    this.#draft = new Draft(this.#store);
    this.#isWritten = true;
  }

  /** Applies the end of the block. */
  end(): EndedBlock {
    this.#note();
    const { height } = this;
    const draft = this.#draft;
    const numbers = [...this.#changed.keys()].sort((a, b) => a - b);
    const counted = endBlock(this.#context, this.#processes, numbers)
      .filter(({ number, counted }) => counted && !this.#changed.get(number))
      .map(({ processId }) => ({ processId, ...proveRecord(draft, processId) }));
    return {
      height,
      stateRoot: stateRoot(draft, this.#known.genesis),
      counted,
      commit: () => {
        const present = readChain(this.#store).height;
        ensure(
          present === (this.#isWritten ? height : height - 1),
          "ledger/height",
          "another block was committed meanwhile",
        );
        this.#store.write(draft.changes);
      },
    };
  }
}
