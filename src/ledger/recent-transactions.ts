/**
 * The last transactions that were read, by their ids. A node reads each several times: when it arrives, and in the blocks that propose and record it. What follows from it alone, as the
 * hashes of a vote, is then computed once.
 */
import { type Hex, toHex } from "../bytes/index.js";
import { PsephosError, Refusal } from "../errors/index.js";
import { decodeTransaction, transactionId } from "./tx/codec.js";
import type { Transaction } from "./tx/types.js";

/** A decoded transaction. */
export type Read = { readonly tx: Transaction; readonly id: Hex } | { readonly error: PsephosError };

type Decoded = Extract<Read, { readonly tx: Transaction }>;

/** The most transactions that are kept, and their most bytes as they came. */
const MOST = 4_096;
const MOST_BYTES = 4 * 2 ** 20;

export class RecentTransactions {
  readonly #kept = new Map<Hex, { readonly read: Decoded; readonly bytes: number }>();
  readonly #longest: number;
  #bytes = 0;

  /** @param longest bytes of a transaction */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Decodes a transaction, or says why it is refused. */
  read(bytes: Uint8Array): Read {
    const { length } = bytes;
    if (length > this.#longest)
      return {
        error: new Refusal(
          "ledger/too-long",
          `a transaction of this chain has at most ${this.#longest} bytes`,
        ),
      };
    const id = toHex(transactionId(bytes));
    const known = this.#kept.get(id);
    if (known) return known.read;
    try {
      const read = { tx: decodeTransaction(bytes), id };
      this.#keep(id, read, length);
      return read;
    } catch (error) {
      if (error instanceof PsephosError) return { error };
      throw error;
    }
  }

  #keep(id: Hex, read: Decoded, bytes: number): void {
    this.#kept.set(id, { read, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: size }] of this.#kept) {
      if (this.#kept.size <= MOST && this.#bytes <= MOST_BYTES) return;
      this.#kept.delete(oldest);
      this.#bytes -= size;
    }
  }
}
