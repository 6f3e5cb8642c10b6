export { openSealedBallot, type SealedElection, sealBallot, sealedBytes } from "./ballot.js";
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
export { checkConfirmations, confirmationSigner, confirmationTypedData } from "./confirmation.js";
export type { CeremonyContext } from "./context.js";
export { type CheckedDeal, checkDeal, createDeal, type Deal, decodeDeal, encodeDeal } from "./deal.js";
export { type CeremonyKey, ceremonyKey, keyShare } from "./key.js";
export { createKeykeeperKeys, defaultConfirmations, type Keykeepers } from "./keykeepers.js";
export { checkShare, combineShares, type RevealedShare, revealShare } from "./reveal.js";
