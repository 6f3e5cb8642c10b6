/** Checks receipts that several validators signed for the voter's worker. */
import type { LentPort } from "../../src/engine/lend/index.js";
import { answer } from "../shared/rpc.js";
import { keptReceipt } from "./kept-receipt.js";
import type { ReceiptMethods } from "./receipt-check.js";

// The page starts it for the voter's worker, which speaks to it by a port.
addEventListener(
  "message",
  ({ data: { lentPort } }: MessageEvent<LentPort>) =>
    answer<ReceiptMethods>(lentPort, {
      check: ({ genesis, receipt }) => keptReceipt(genesis, receipt),
    }),
  { once: true },
);
