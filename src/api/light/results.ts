/** Whether a transaction is in a block, and what became of it there: the block's next one commits to the results. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { type Inclusion, isIncluded, leafHash, transactionId } from "../../ledger/index.js";
import { decodeBatch } from "./batch.js";
import type { BlockHeader } from "./forms.js";
import { bytesOf, headerHash } from "./header.js";
import { bytesField, integerField } from "./proto.js";

/** What became of a transaction: a byte of its batch's result, on which all validators have to agree. */
export const RESULT = { recorded: 0, repeated: 1, refused: 2 } as const;

/** The result of a batch: a byte of `RESULT` for each of its transactions; code 0 if any of them was recorded, else 1. */
export interface BatchResult {
  readonly code: number;
  readonly data: Uint8Array;
}

/** What of a result the next header commits to (CometBFT v0.38, abci/types: code, data, gas). */
export const resultLeaf = ({ code, data }: BatchResult): Uint8Array =>
  concatBytes(integerField(1, code), bytesField(2, data));

/** The leaf of a batch in its block. */
export const batchLeaf = (batch: Uint8Array): Uint8Array => sha256(batch);

/** Where a transaction is recorded. */
export interface InBlock {
  /** Of the block that has it; the next header names it. */
  readonly header: BlockHeader;
  readonly batch: Uint8Array;
  /** Of the transaction in its batch, from 0. */
  readonly at: number;
  /** Of the batch in the block. */
  readonly inBlock: Inclusion;
  readonly result: BatchResult;
  /** Of the result: the same place. */
  readonly inResults: Inclusion;
}

/**
 * Checks that a transaction is in a block, and was recorded by it.
 * @param id of the transaction
 * @param next the header after the block, which is certified
 * @throws PsephosError `api/commit`, `api/batch`
 */
export function checkInBlock(
  { header, batch, at, inBlock, result, inResults }: InBlock,
  id: Hex,
  next: BlockHeader,
): void {
  const refuse = (what: string) => `the vote is not shown to be in block ${header.height}: ${what}`;
  ensure(
    next.height === header.height + 1 && next.lastBlock.hash === headerHash(header),
    "api/commit",
    refuse("the certified block does not follow it"),
  );
  ensure(
    isIncluded(leafHash(batchLeaf(batch)), inBlock, bytesOf(header.dataHash)),
    "api/commit",
    refuse("its batch is not there"),
  );
  const transaction = decodeBatch(batch)[at];
  ensure(
    transaction !== undefined && toHex(transactionId(transaction)) === id,
    "api/commit",
    refuse("the batch does not have it at its place"),
  );
  ensure(
    inResults.index === inBlock.index &&
      inResults.size === inBlock.size &&
      isIncluded(leafHash(resultLeaf(result)), inResults, bytesOf(next.lastResultsHash)),
    "api/commit",
    refuse("the result is another one"),
  );
  ensure(
    result.code === 0 && result.data[at] === RESULT.recorded,
    "api/commit",
    refuse("it was refused there"),
  );
}
