/** The result rollup: accepted votes counted in batches, and what each batch's proof says (PROTOCOL 6, 7). */

export { kernelPoseidon, type Poseidon } from "../engine/index.js";
export {
  addToVotesDigest,
  type BatchStatement,
  batchVector,
  bindBatch,
  bindOpening,
  type Evaluation,
  evaluate,
  FIRST_VOTES_DIGEST,
  openVector,
  type SignedBatch,
  votesDigest,
} from "./binding.js";
export { censusProofChecker, ensureCensusProofs, type ProvenProcess } from "./census-proofs.js";
export { type CheckedVotes, type CheckVotesOptions, checkVotes, type RefusedVote } from "./check-votes.js";
export type {} from "./codes.js";
export { checkRollupEvidence, type EvidenceTerms, type RollupEvidence } from "./evidence.js";
export { chain, commitment, leavesRoot } from "./hashes.js";
export { sealInclusions } from "./inclusion-seal.js";
export { batchInput, openInput } from "./inputs.js";
export { TALLY_8, TALLY_64, TALLY_INSTANCES, type TallyInstance, tallyInstance } from "./instances.js";
export {
  type CircuitKey,
  ensureRollupKeys,
  ensureSecureKeys,
  insecureRollupKeys,
  type KeyTerms,
  type RollupKeyName,
  type RollupKeyRules,
  type RollupKeysAtHand,
  type RollupKeysOnChain,
} from "./keys.js";
export { type WatchAction, WatchMemory, type WatchOptions } from "./look.js";
export { ensurePublishedOpened, findIncluded, showIncludedVotes } from "./obligations.js";
export {
  ensureRollupCensus,
  ensureRollupInstance,
  ensureRollupParams,
  ensureRollupProcess,
  type OpenRollup,
  readNamedRollup,
  readOnChainVotes,
  readOpenRollup,
  rollupInstanceOf,
} from "./opened.js";
export {
  COST_BITS,
  type CountedProcess,
  paramsVector,
  type TallyParams,
  type TallyProcess,
  tallyParams,
} from "./params.js";
export {
  batchSignals,
  openSignals,
  type PlannedBatch,
  planRollup,
  type RollupPlan,
} from "./plan.js";
export {
  acceptedFromChain,
  proofWords,
  shownCastVote,
  shownVote,
  transcriptBatches,
  transcriptTally,
  voteToInclude,
  withOnChainVotes,
} from "./posting.js";
export {
  type BatchRange,
  type ProveRollupOptions,
  proveBatches,
  proveOpening,
  type TallyArtifacts,
} from "./prove.js";
export { ensureSameTurn } from "./same-turn.js";
export { countBatch, firstState, limbs, resultsHash, stateHash, type TallyState } from "./state.js";
export { type BatchTranscript, type RollupTranscript, rollupTranscript } from "./transcript.js";
export { parseRollupTranscript } from "./transcript-parse.js";
export { ensureTranscriptProcess } from "./transcript-process.js";
export {
  type CheckedTranscript,
  checkTranscript,
  type Recounted,
  type RecountTerms,
  recountTranscript,
  type TallyKeys,
  type TurnPoint,
  verifyTranscript,
} from "./verify.js";
export {
  batchLeaves,
  countableVote,
  cutBatches,
  leafOf,
  openedBitmap,
  sortVotes,
  voteLeaf,
} from "./votes.js";
export { type WatchReport, watchOnce } from "./watch.js";
