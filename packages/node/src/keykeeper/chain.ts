/** The node as the keykeeper uses it: a source of blocks and signed heads that it does not believe, and a door for its transactions. */
import type { Head, ValidatorsAnswer } from "psephos/api";
import type { ToldBlock } from "psephos/ledger";

export interface KeykeeperChain {
  /** Its address, for messages: without credentials. */
  readonly name: string;
  /** The last block's height and state root, as the node's validator signed them. */
  head(signal: AbortSignal): Promise<Head>;
  /** Who validates a chain of several now. */
  validators(signal: AbortSignal): Promise<ValidatorsAnswer>;
  /** Blocks from this height on, in order; as many as the node gives at once, and at least one if there is such a block. */
  blocks(from: number, signal: AbortSignal): Promise<readonly ToldBlock[]>;
  /** Hands in a transaction. @throws PsephosError with the rule that refuses it, or because the node cannot take it now */
  submit(transaction: Uint8Array, signal: AbortSignal): Promise<void>;
}
