export { type BallotOpener, ballotOpener, type SealedElection, sealBallot, sealedBytes } from "./ballot.js";
export {
  beginCeremony,
  type Ceremony,
  type CeremonyPhase,
  endWindow,
  takeComplaint,
  takeConfirmation,
  takeDeal,
} from "./ceremony.js";
export {
  type Complaint,
  checkComplaint,
  createComplaint,
  type Keykeeper,
  receiveShare,
} from "./complaint.js";
export type { CeremonyContext } from "./context.js";
export { type CheckedDeal, checkDeal, createDeal, type Deal, decodeDeal, encodeDeal } from "./deal.js";
export {
  type Confirmation,
  complaintFromJson,
  complaintToJson,
  confirmationFromJson,
  confirmationToJson,
  dealFromJson,
  dealToJson,
  planFromJson,
  planToJson,
  type SignedDeal,
  shareFromJson,
  shareToJson,
} from "./json.js";
export { type CeremonyKey, ceremonyKey, keyShare } from "./key.js";
export {
  assertKeykeepers,
  createKeykeeperKeys,
  defaultConfirmations,
  type Keykeepers,
  keykeeperKey,
  keykeeperSecretBytes,
} from "./keykeepers.js";
export type { CeremonyPlan } from "./plan.js";
export { checkShare, combineShares, type RevealedShare, revealShare } from "./reveal.js";
export {
  checkConfirmations,
  confirmationSigner,
  confirmationTypedData,
  dealSigner,
  dealTypedData,
} from "./signing.js";
