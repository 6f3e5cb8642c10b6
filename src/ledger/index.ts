/** The voting chain's rules: which transactions count, in one order, as a state machine without input or output. */
export { acceptedVotes, type FindTransaction } from "./accepted-votes.js";
export { type AttestationOutcome, type Said, saidAbout, wordHash } from "./attest.js";
export { checkCensusChange, checkRollupOpening } from "./attested-checks.js";
export { ballotRulesOf } from "./ballots.js";
export { type CeremonyOutcome, mayReveal } from "./ceremony-rules.js";
export {
  decodeBlockLine,
  decodeGenesisLine,
  encodeBlockLine,
  encodeGenesisLine,
  type ToldBlock,
} from "./chain-lines.js";
export type {} from "./codes.js";
export type { LedgerState } from "./context.js";
export type { CountedEntry } from "./count.js";
export { type Declaration, declaredId } from "./declaration.js";
export { checkRunnable } from "./declared.js";
export {
  type CheckedGenesis,
  chainAddress,
  checkGenesis,
  DEFAULT_PARAMETERS,
  type Genesis,
  type GenesisKey,
  genesisKey,
  genesisText,
  type LayeredKeykeepers,
  type Lists,
  type Parameters,
  parseGenesis,
  type ThresholdKeykeepers,
} from "./genesis.js";
export { type KeyCeremony, MOST_ROUNDS, readCeremony } from "./key-ceremony.js";
export { type AppliedBlock, type Block, Ledger } from "./ledger.js";
export type { Phase } from "./life.js";
export { presentLists } from "./lists.js";
export { decodeEntry, encodeEntry, type LogEntry } from "./log.js";
export { MemoryStore } from "./memory-store.js";
export { type Inclusion, isIncluded, leafHash, merklePathOf, merkleRootOf } from "./merkle.js";
export type { OpenBlock } from "./open-block.js";
export { type OpenedVote, openedVotes } from "./opened-votes.js";
export { type LedgerProcess, type ProcessRecord, type Word, ZERO_32 } from "./process-record.js";
export {
  type CountedLeaf,
  type CountedProof,
  checkCounted,
  checkRecord,
  checkVote,
  proveCounted,
  proveRecord,
  proveVote,
  type RecordProof,
  type VoteProof,
} from "./proofs.js";
export type { RegistrationOutcome } from "./register.js";
export { registrySnapshot } from "./registry-snapshot.js";
export { ReplayStore } from "./replay/replay-store.js";
export { memoryScratch, type Scratch } from "./replay/scratch.js";
export { type Registered, registrations } from "./rolling-census.js";
export type { Outcome, TransactionResult } from "./rules.js";
export { attestationTypedData, layerTypedData } from "./signing.js";
export {
  ensureChunk,
  Restoration,
  restoreSnapshot,
  type SnapshotManifest,
  type SnapshotSource,
  snapshotChunks,
  snapshotManifest,
} from "./snapshot.js";
export {
  type AccountStatement,
  type BalanceStatement,
  type BlindStatement,
  type CensusProofStatement,
  type Facts,
  factId,
  type MembershipStatement,
  type OpeningStatement,
  type SignatureStatement,
  type Statement,
} from "./statements.js";
export type { Key, Reader, Store } from "./store.js";
export { hashOfDeclaration } from "./tx/attested.js";
export { decodeTransaction, encodeTransaction, transactionId } from "./tx/codec.js";
export { anonymousVote, namedVote, registration } from "./tx/from-envelope.js";
export { subjectOf } from "./tx/subject.js";
export type {
  AnonymousVote,
  Attestation,
  Attested,
  ComplaintTransaction,
  ConfirmationTransaction,
  DealTransaction,
  IncludedVote,
  NamedVote,
  Registration,
  RevealTransaction,
  Transaction,
  Vote,
} from "./tx/types.js";
export {
  type LoggedVote,
  loggedVote,
  type ProcessView,
  processCount,
  processView,
  processViews,
  standingOf,
  voteOf,
} from "./views.js";
export { SupersededVote, type VoteOutcome } from "./vote.js";
