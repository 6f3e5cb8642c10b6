/** The two kinds of receipts, told apart: what a program needs that meets both, and reads those of one validator alone. */
import type { Hex } from "../bytes/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import type { CommitReceipt, CommitSigned } from "./commit-receipt.js";
import { type CheckedVote, checkReceipt, type Receipt } from "./receipt.js";

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

/** Whether several validators agree on the blocks of a chain: then a voter's receipt is theirs. A genesis document that names one or none leaves the chain to one node. */
export const isOfSeveral = ({ lists }: Pick<CheckedGenesis, "lists">): boolean => lists.validators.length > 1;

export const isCommitReceipt = (receipt: AnyReceipt): receipt is CommitReceipt => "block" in receipt;

/** The height of the block after which the receipt's state root is. */
export const heightOfReceipt = ({ proof }: AnyReceipt): number => proof.process.height;

/** Checks a receipt that one validator signed, as `checkAnyReceipt` does. @throws PsephosError those of `checkReceipt` */
export function checkOneSigned(genesis: CheckedGenesis, receipt: Receipt): CheckedReceipt {
  const { height, stateRoot, validator } = receipt.head;
  return { ...checkReceipt(genesis, receipt), height, stateRoot, signed: { by: "validator", validator } };
}
