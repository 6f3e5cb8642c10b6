/**
 * A receipt as its voter keeps it. On a chain that one node orders, a validator signed it. On a chain with several validators, more than two thirds of them signed the block that has its
 * state root, and one validator's signature alone proves nothing about the others.
 */
import type { Hex } from "../bytes/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import {
  type CommitReceipt,
  type CommitSigned,
  checkCommitReceipt,
  decodeCommitReceipt,
  encodeCommitReceipt,
} from "./commit-receipt.js";
import { type CheckedVote, checkReceipt, decodeReceipt, encodeReceipt, type Receipt } from "./receipt.js";

export type AnyReceipt = Receipt | CommitReceipt;

/** Who signed for a receipt. */
export type Signed = { readonly by: "validator"; readonly validator: Hex } | CommitSigned;

/** What a receipt proves. */
export interface CheckedReceipt extends CheckedVote {
  /** Of the block after which the state root is. */
  readonly height: number;
  readonly stateRoot: Hex;
  readonly signed: Signed;
}

const COMMIT_TYPE = '"type":"psephos-commit-receipt"';

/** Whether several validators agree on the blocks of a chain: then a voter's receipt is theirs. A genesis document that names one or none leaves the chain to one node. */
export const isOfSeveral = ({ lists }: Pick<CheckedGenesis, "lists">): boolean => lists.validators.length > 1;

export const isCommitReceipt = (receipt: AnyReceipt): receipt is CommitReceipt => "block" in receipt;

/** The height of the block after which the receipt's state root is. */
export const heightOfReceipt = ({ proof }: AnyReceipt): number => proof.process.height;

/**
 * Reads a receipt of either kind in its only form; nothing is checked but the form.
 * @throws PsephosError `api/receipt`
 */
export const decodeAnyReceipt = (text: string): AnyReceipt =>
  text.includes(COMMIT_TYPE) ? decodeCommitReceipt(text) : decodeReceipt(text);

/** The receipt as JSON, in canonical form. */
export const encodeAnyReceipt = (receipt: AnyReceipt): string =>
  isCommitReceipt(receipt) ? encodeCommitReceipt(receipt) : encodeReceipt(receipt);

/** Checks a receipt that one validator signed, as {@link checkAnyReceipt} does. @throws PsephosError those of `checkReceipt` */
export function checkOneSigned(genesis: CheckedGenesis, receipt: Receipt): CheckedReceipt {
  const { height, stateRoot, validator } = receipt.head;
  return { ...checkReceipt(genesis, receipt), height, stateRoot, signed: { by: "validator", validator } };
}

/**
 * Checks a receipt of either kind with the genesis document alone.
 * @throws PsephosError those of `checkReceipt` and `checkCommitReceipt`
 */
export function checkAnyReceipt(genesis: CheckedGenesis, receipt: AnyReceipt): CheckedReceipt {
  if (!isCommitReceipt(receipt)) return checkOneSigned(genesis, receipt);
  const checked = checkCommitReceipt(genesis, receipt);
  return { ...checked, height: heightOfReceipt(receipt), stateRoot: receipt.block.header.appHash };
}
