/** The example's voting chain: one node that makes the blocks itself, in memory, and keeps them for anyone who replays the chain. */
import { type Hex, toHex } from "../../bytes/index.js";
import { ensureAble, Refusal } from "../../errors/index.js";
import {
  type CheckedGenesis,
  encodeBlockLine,
  encodeGenesisLine,
  encodeTransaction,
  type Facts,
  type FindTransaction,
  Ledger,
  type LedgerState,
  MemoryStore,
  type Outcome,
  type ProcessView,
  processView,
  type Transaction,
  type TransactionResult,
  transactionId,
} from "../../ledger/index.js";

export class SoloChain {
  readonly genesis: CheckedGenesis;
  readonly #facts: Facts;
  readonly #ledger: Ledger;
  readonly #lines: string[];
  readonly #transactions = new Map<Hex, Uint8Array>();
  #size = 0;

  constructor(genesis: CheckedGenesis, facts: Facts) {
    this.genesis = genesis;
    this.#facts = facts;
    this.#ledger = new Ledger(genesis, new MemoryStore());
    this.#lines = [encodeGenesisLine(genesis)];
  }

  get state(): LedgerState {
    return this.#ledger.state;
  }

  /** Of the last block. */
  get height(): number {
    return this.#ledger.height;
  }

  /** Transactions in all blocks, those that were refused too. */
  get size(): number {
    return this.#size;
  }

  get stateRoot(): Hex {
    return toHex(this.#ledger.stateRoot);
  }

  /** The chain so far, as `psephos ledger replay` reads it. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  /** Finds a transaction of the blocks. */
  readonly find: FindTransaction = (id) => this.#transactions.get(id);

  /** What the chain says of a process that it knows. */
  process(processId: Hex): ProcessView {
    const found = processView(this.state, processId);
    ensureAble(found, "cli/chain-disagrees", `the voting chain does not know the process ${processId}`);
    return found;
  }

  /** Makes the next block of transactions that are all taken. @throws PsephosError the rule that refuses one of them */
  async take(...transactions: readonly Transaction[]): Promise<Outcome[]> {
    const results = await this.#block(transactions.map(encodeTransaction));
    return results.map((result) => {
      if (!result.accepted) throw result.error;
      return result.outcome;
    });
  }

  /** Makes empty blocks until the chain has this height. */
  async until(height: number): Promise<void> {
    while (this.height < height) await this.#block([]);
  }

  /**
   * Sends a transaction as anyone may. One that the node refuses is put into a block as well, as a dishonest node would: it must be refused
   * there with the same code, and change nothing.
   * @throws PsephosError the rule that refuses it; `cli/attack-accepted` if the block is affected
   */
  async send(transaction: Transaction): Promise<void> {
    const bytes = encodeTransaction(transaction);
    try {
      await this.#ledger.check(bytes, this.#facts);
    } catch (error) {
      if (error instanceof Refusal) await this.#forceIntoBlock(bytes, error);
      throw error;
    }
    await this.#block([bytes]);
  }

  async #forceIntoBlock(bytes: Uint8Array, { code }: Refusal): Promise<void> {
    const empty = await this.#ledger.apply({ height: this.height + 1, transactions: [] }, this.#facts);
    const [result] = await this.#block([bytes]);
    ensureAble(
      result && !result.accepted && result.error.code === code && toHex(empty.stateRoot) === this.stateRoot,
      "cli/attack-accepted",
      `a transaction that the node refuses with ${code} changed the state when a block had it`,
    );
  }

  async #block(transactions: readonly Uint8Array[]): Promise<readonly TransactionResult[]> {
    const block = { height: this.height + 1, transactions };
    const applied = await this.#ledger.apply(block, this.#facts);
    applied.commit();
    for (const bytes of transactions) this.#transactions.set(toHex(transactionId(bytes)), bytes);
    this.#size += transactions.length;
    this.#lines.push(encodeBlockLine({ ...block, stateRoot: toHex(applied.stateRoot) }));
    return applied.results;
  }
}
