export type {} from "./codes.js";
export { ensureVotingProcess, type ProcessPlace, votingProcess } from "./of-chain.js";
export {
  type CastOptions,
  type CastVote,
  castVote,
  type Vote,
  type VotingKeys,
  type VotingProcess,
} from "./vote.js";
