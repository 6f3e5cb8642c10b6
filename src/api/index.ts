/** The node's HTTP door as both sides see it: signed heads, receipts, the forms of requests and answers, and the client. */
export { checkAnyReceipt, decodeAnyReceipt, encodeAnyReceipt } from "./any-receipt.js";
export {
  createNodeClient,
  type FileOptions,
  type NodeClient,
  type PageOptions,
  type RecordOptions,
  type RequestOptions,
  type TransactionAnswer,
  type VoteAnswer,
} from "./client.js";
export type {} from "./codes.js";
export {
  type CommitReceipt,
  type CommitSigned,
  checkCommitReceipt,
  decodeCommitReceipt,
  encodeCommitReceipt,
} from "./commit-receipt.js";
export { announceGateway, GatewayBook, gatewaysOf } from "./gateway-list.js";
export {
  checkGatewayRecord,
  decodeGatewayRecord,
  encodeGatewayRecord,
  GATEWAY_RECORD_BYTES,
  type GatewayRecord,
  RECORD_SECONDS,
  signGatewayRecord,
  type UnsignedGatewayRecord,
} from "./gateway-record.js";
export {
  checkHead,
  checkHeadSignature,
  type Head,
  headBytes,
  type SignedRoot,
  signHead,
  validatorKey,
} from "./head.js";
export { keysJson } from "./keys-json.js";
export { isFailedCode, isRefusedCode } from "./known-codes.js";
export {
  type BatchResult,
  type BlockHeader,
  batchLeaf,
  batchOverhead,
  type Commit,
  checkCommit,
  checkInBlock,
  checkTrust,
  consensusChainId,
  decodeBatch,
  encodeBatch,
  genesisValidators,
  headerHash,
  type InBlock,
  inOrder,
  isTrusted,
  type LightBlock,
  MOST_IN_BATCH,
  neededSteps,
  RESULT,
  resultLeaf,
  type Validator,
  validatorAddress,
  validatorsHash,
} from "./light/index.js";
export { logJson, processJson, summaryJson } from "./process-json.js";
export { publishWhenNamed } from "./publish.js";
export {
  checkReceipt,
  decodeReceipt,
  encodeReceipt,
  type Receipt,
  receiptAt,
  receiptOf,
  type VoteName,
} from "./receipt.js";
export {
  type AnyReceipt,
  type CheckedReceipt,
  checkOneSigned,
  heightOfReceipt,
  isCommitReceipt,
  isOfSeveral,
  type Signed,
} from "./receipt-kinds.js";
export { checkSignedRecord, decodeSignedRecord, encodeSignedRecord, type SignedRecord } from "./record.js";
export { NodeFailure, NodeRefusal, type Told } from "./refusal.js";
export { namesRelays } from "./relay-hint.js";
export type { ClientOptions } from "./request.js";
export { type Answer, ROUTES, type Route, type RouteName } from "./routes.js";
export { type Of, type Schema, schemaProblem } from "./schema.js";
export {
  type BatchAnswer,
  type ChainAnswer,
  type ContentAnswer,
  ERROR_BODY,
  type ErrorBody,
  type HeadAnswer,
  type HealthAnswer,
  type KeysAnswer,
  type LogAnswer,
  type MissingAnswer,
  type NodeEvent,
  type ProcessAnswer,
  type ProcessesAnswer,
  RECEIPT_QUERY,
  type ReceiptQuery,
  type RecordedAnswer,
  type VerifiedAnswer,
  type VotesSignatureAnswer,
} from "./schemas.js";
export {
  checkValidators,
  type ProvenValidators,
  type Signers,
  signersOf,
  validatorsAnswer,
} from "./validators.js";
export type { ValidatorsAnswer } from "./validators-schema.js";
