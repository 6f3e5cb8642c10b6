/** What a node says about a process, held to the genesis document: the process, the keys of sealed ballots, receipts. */
export type {} from "./codes.js";
export { agrees, type Compared, compareWithNode, type Standing } from "./compare.js";
export { type SealedFor, sealingAtNode } from "./keys.js";
export type { OpenedNode } from "./node.js";
export {
  ensureAsOnChain,
  ensureTakesVotes,
  type NodeProcess,
  presentRoot,
  processAtNode,
  votingProcessOf,
} from "./process.js";
export { ensureOfVote, ensureRecorded, isWhole, receiptFrom, waitForReceiptFrom } from "./receipt.js";
export { severalNodes } from "./several.js";
export { signersAtNode } from "./signers.js";
