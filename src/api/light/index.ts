/** Blocks of several validators, checked without them: headers, commits, validator sets, transactions and their results. */
export { batchOverhead, decodeBatch, encodeBatch, MOST_IN_BATCH } from "./batch.js";
export { checkCommit, isForBlock, signedBytes } from "./commit.js";
export {
  type BlockHeader,
  COMMIT,
  type Commit,
  HEADER,
  LIGHT_BLOCK,
  type LightBlock,
  MOST_STEPS,
  type Validator,
} from "./forms.js";
export { headerHash, inOrder, validatorAddress, validatorsHash } from "./header.js";
export { type BatchResult, batchLeaf, checkInBlock, type InBlock, RESULT, resultLeaf } from "./results.js";
export { checkTrust, consensusChainId, genesisValidators, isTrusted, neededSteps } from "./trust.js";
