/** The contracts seen from TypeScript, through viem. */

export { balancePosition, type MappingPlace } from "../process/index.js";
export { genesisAbi } from "./abi/Genesis.generated.js";
export { namespacesAbi } from "./abi/Namespaces.generated.js";
export { processesAbi } from "./abi/Processes.generated.js";
export { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
export { resultsAbi } from "./abi/Results.generated.js";
export { rollupAbi } from "./abi/Rollup.generated.js";
export { rollupBookAbi } from "./abi/RollupBook.generated.js";
export { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
export { voteInboxAbi } from "./abi/VoteInbox.generated.js";
export {
  type ChainLists,
  type ListsChange,
  type ListsPlace,
  readChainLists,
  readListsChanges,
} from "./chain-lists.js";
export { type ChainReader, type ChainWriter, ContractRefusal } from "./client.js";
export type {} from "./codes.js";
export {
  type Deployment,
  deployAll,
  deployProcesses,
  type InstanceOptions,
  type VotingChain,
} from "./deploy.js";
export { allInstances, type LinkedContracts, readDeployment } from "./deployment.js";
export {
  ENS_REGISTRY,
  type NamedContracts,
  resolveContent,
  resolveDeployment,
  resolveName,
  resolveText,
} from "./ens.js";
export { type ChainEvent, readEvents, type WatchOptions, watchEvents } from "./events.js";
export { type HeldToken, type HolderProof, proveHolding } from "./holder-proof.js";
export { readProcessIdParts } from "./process-id.js";
export {
  activationBlock,
  createProcess,
  declaredProcess,
  type NewProcess,
  openNextQuestion,
  processCount,
  readProcess,
  setCensus,
  setStatus,
} from "./processes.js";
export { type OracleReport, type Reports, readReports, reportDigest } from "./reports.js";
export {
  COMPLAINT_REASONS,
  complain,
  type Outcome,
  type ResultsReport,
  readInvalidity,
  readResults,
  reportResults,
  type SettledResults,
  settleProvenResults,
  settleResults,
} from "./results.js";
export {
  type Inclusions,
  isFinal,
  isOracle,
  RollupAccount,
  readBond,
  readBurnt,
  readClaim,
  readDemand,
  readInbox,
  readRollupParams,
  readTerms,
  readTurn,
  readVerifier,
  type SignedStatement,
  type VotesStatement,
  votesTypedData,
} from "./rollup.js";
export { type ForeignContract, findForeignCode } from "./rollup-code.js";
export { type DemandPlace, readDemandsOf } from "./rollup-demands.js";
export {
  deployRollup,
  type RollupContracts,
  type RollupInstance,
  readRollupContracts,
} from "./rollup-deploy.js";
export { findRollupOpening, type RollupOpening } from "./rollup-opening.js";
export {
  batchDigest,
  type PostingsRead,
  type PublishedBallot,
  readClosedTally,
  readDemandedSlots,
  readIncludedVotes,
  readPostedBatches,
  readPublishedBallots,
  slotOf,
} from "./rollup-posted.js";
export { chooseSignatures, type SignatureDocument } from "./rollup-signatures.js";
export {
  decodeRollupTransaction,
  type RollupTransaction,
  readRollupTransactions,
} from "./rollup-transactions.js";
export {
  type IncludedVote,
  type PostedBatch,
  ROLLUP_BOUNDS,
  type RollupBatch,
  type RollupCastVote,
  type RollupDeclaration,
  type RollupDemand,
  type RollupSlot,
  type RollupTerms,
  type RollupTurn,
  type RollupVote,
  VOID_REASONS,
} from "./rollup-types.js";
export {
  decodeTally,
  encodeTally,
  MAX_TALLY,
  resultsHash,
  type TallyPart,
  type TallyShape,
  tallyLength,
  tallyPart,
  tallyParts,
} from "./tally.js";
export {
  isRegistered,
  proveToken,
  type RegisteredEntry,
  registerToken,
  type TokenRegistration,
} from "./token-census.js";
export {
  type FoundEntry,
  findBalancePosition,
  MIN_BALANCES,
  type SearchOptions,
  type TokenEntry,
  type TokenKind,
  type TokenOrigin,
} from "./token-search.js";
export { readTokenSnapshot, type TokenSnapshot } from "./token-snapshot.js";
export { type DeployedVerifier, deployVerifier, registerVerifier } from "./verifiers.js";
