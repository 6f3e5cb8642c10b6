/** The node's HTTP door as both sides see it: signed heads, receipts, the forms of requests and answers, and the client. */
export type {} from "./codes.js";
export { checkHead, type Head, headBytes, type SignedRoot, signHead, validatorKey } from "./head.js";
export {
  checkReceipt,
  decodeReceipt,
  encodeReceipt,
  type Receipt,
  receiptOf,
  type VoteName,
} from "./receipt.js";
