/** What decides the order of transactions, as the other rooms see it: one node's own clock, or CometBFT. */
import type { PsephosError } from "psephos";
import type { CommitReceipt, Head, ValidatorsAnswer, VoteName } from "psephos/api";
import type { CheckedGenesis, LedgerState, Outcome } from "psephos/ledger";
import type { Hex } from "viem";

/** Where a transaction is recorded. */
export interface Recorded {
  readonly height: number;
  /** In the block, from 0; null if another transaction did the same before, and it is not known which. */
  readonly index: number | null;
  readonly outcome: Outcome;
}

/** A transaction that was checked and waits for its block. */
export interface Pending {
  /** SHA-256 of the transaction. For a vote whose statement waits already, the id of the transaction that waits. */
  readonly id: Hex;
  /** What the check found: in the block it may have another place. */
  readonly outcome: Outcome;
  /**
   * Resolves when the block is on the disk. It rejects with the refusal of a rule if the block refuses the transaction, with
   * `ordering/stopping` if the node stops before, or with the failure of a check.
   */
  readonly recorded: Promise<Recorded>;
}

export type OrderingEvent =
  | { readonly kind: "block"; readonly head: Head; readonly transactions: number }
  | { readonly kind: "recorded"; readonly id: Hex; readonly recorded: Recorded }
  | { readonly kind: "refused"; readonly id: Hex; readonly error: PsephosError }
  /** No block can be made for the time being. */
  | { readonly kind: "trouble"; readonly error: PsephosError };

export type OrderingStatus =
  | { readonly accepting: true }
  | {
      readonly accepting: false;
      readonly error: PsephosError;
      /** Seconds. */
      readonly retryAfter: number;
    };

export interface Ordering {
  readonly genesis: CheckedGenesis;
  /** After the last durable block. */
  readonly state: LedgerState;
  /** Of the last durable block, signed. */
  readonly head: Head;
  readonly status: OrderingStatus;
  /** The signed head of a durable block; undefined if there is none of this height. @param height from 1 */
  headAt(height: number): Head | undefined;
  /**
   * Takes a transaction that would be accepted in the next block. A vote that is recorded already is `repeated`, and resolves at once.
   * @throws PsephosError the rule that refuses it; `ordering/full`, `ordering/stopping`, `ordering/catching-up`, `ordering/storage`
   */
  submit(transaction: Uint8Array): Promise<Pending>;
  /**
   * Checks a transaction as `submit` does, and does not take it: also while nothing is accepted here.
   * @throws PsephosError the rule that refuses it; `ordering/full`: enough is being checked
   */
  check(transaction: Uint8Array): Promise<Outcome>;
  /**
   * The receipt that more than two thirds of the validators signed, of the vote that counts for a voter, if that is the vote named: a block after it is recorded. A
   * node that orders alone has none.
   * @throws PsephosError `comet/rpc`
   */
  commitReceipt?(name: VoteName): Promise<CommitReceipt | undefined>;
  /**
   * Who validates now: the last block that more than two thirds of the validators signed, and the way to them from the genesis document. A node that orders alone has none.
   * @returns undefined before the first block
   * @throws PsephosError `comet/rpc`
   */
  presentValidators?(): Promise<ValidatorsAnswer | undefined>;
  /** @returns a function that ends it */
  subscribe(listener: (event: OrderingEvent) => void): () => void;
  /** @throws PsephosError `ordering/store-disagrees` */
  start(): Promise<void>;
  /** Finishes the block under way, and rejects what waits with `ordering/stopping`. */
  stop(): Promise<void>;
}
