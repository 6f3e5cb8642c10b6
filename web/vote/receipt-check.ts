/** How the voter's worker has receipts checked. What several validators signed needs code that no other election does, so it has a worker of its own. */
import {
  type AnyReceipt,
  type CheckedReceipt,
  checkOneSigned,
  encodeReceipt,
  isCommitReceipt,
} from "../../src/api/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";

/** What a receipt proves, and the receipt as its voter keeps it. */
export type KeptReceipt = CheckedReceipt & { readonly text: string };

/** @throws PsephosError as `checkAnyReceipt` */
export type ReceiptCheck = (genesis: CheckedGenesis, receipt: AnyReceipt) => Promise<KeptReceipt>;

export type ReceiptMethods = {
  check: {
    argument: { readonly genesis: CheckedGenesis; readonly receipt: AnyReceipt };
    progress: never;
    result: KeptReceipt;
  };
};

/** Checks here what one validator signed. @param several checks what several signed */
export const receiptCheck =
  (several: ReceiptCheck): ReceiptCheck =>
  async (genesis, receipt) =>
    isCommitReceipt(receipt)
      ? several(genesis, receipt)
      : { ...checkOneSigned(genesis, receipt), text: encodeReceipt(receipt) };
