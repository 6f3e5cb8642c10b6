/** The node's HTTP door as both sides see it: signed heads, receipts, the forms of requests and answers, and the client. */
export type {} from "./codes.js";
export { checkHead, type Head, headBytes, signHead, validatorKey } from "./head.js";
