/** Checks receipts that several validators signed for the voter's worker. */
import { checkAnyReceipt } from "../../src/api/index.js";
import { answer } from "../shared/rpc.js";
import type { ReceiptMethods } from "./receipt-check.js";

answer<ReceiptMethods>(globalThis as unknown as Parameters<typeof answer>[0], {
  check: ({ genesis, receipt }) => checkAnyReceipt(genesis, receipt),
});
