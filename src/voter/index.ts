export type {} from "./codes.js";
export {
  castNamedVote,
  createRegistration,
  type Eligible,
  memberOf,
  type NamedVoteToCast,
  type RegistrationToMake,
  type VoterWallet,
} from "./named.js";
export { ensureVotingProcess, type ProcessPlace, processOnChain } from "./of-chain.js";
export { layeredSealing, type Sealing, type TallyKey, thresholdSealing } from "./sealing.js";
export { type CastOptions, type CastVote, castVote, type Vote, type VotingKeys } from "./vote.js";
