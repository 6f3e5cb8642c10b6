/**
 * A receipt as its voter keeps it. On a chain that one node orders, a validator signed it. On a chain with several validators, more than two thirds of them signed the block that has its
 * state root, and one validator's signature alone proves nothing about the others.
 */
import type { CheckedGenesis } from "../ledger/index.js";
import { checkCommitReceipt, decodeCommitReceipt, encodeCommitReceipt } from "./commit-receipt.js";
import { decodeReceipt, encodeReceipt } from "./receipt.js";
import {
  type AnyReceipt,
  type CheckedReceipt,
  checkOneSigned,
  heightOfReceipt,
  isCommitReceipt,
} from "./receipt-kinds.js";

const COMMIT_TYPE = '"type":"psephos-commit-receipt"';

/**
 * Reads a receipt of either kind in its only form; nothing is checked but the form.
 * @throws PsephosError `api/receipt`
 */
export const decodeAnyReceipt = (text: string): AnyReceipt =>
  text.includes(COMMIT_TYPE) ? decodeCommitReceipt(text) : decodeReceipt(text);

/** The receipt as JSON, in canonical form. */
export const encodeAnyReceipt = (receipt: AnyReceipt): string =>
  isCommitReceipt(receipt) ? encodeCommitReceipt(receipt) : encodeReceipt(receipt);

/**
 * Checks a receipt of either kind with the genesis document alone.
 * @throws PsephosError those of `checkReceipt` and `checkCommitReceipt`
 */
export function checkAnyReceipt(genesis: CheckedGenesis, receipt: AnyReceipt): CheckedReceipt {
  if (!isCommitReceipt(receipt)) return checkOneSigned(genesis, receipt);
  const checked = checkCommitReceipt(genesis, receipt);
  return { ...checked, height: heightOfReceipt(receipt), stateRoot: receipt.block.header.appHash };
}
