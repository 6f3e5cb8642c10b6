/** A receipt of either kind, checked, and as its voter keeps it. It has the code for chains of several validators in it. */
import { type AnyReceipt, checkAnyReceipt, encodeAnyReceipt } from "../../src/api/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import type { KeptReceipt } from "./receipt-check.js";

/** @throws PsephosError as `checkAnyReceipt` */
export const keptReceipt = (genesis: CheckedGenesis, receipt: AnyReceipt): KeptReceipt => ({
  ...checkAnyReceipt(genesis, receipt),
  text: encodeAnyReceipt(receipt),
});
