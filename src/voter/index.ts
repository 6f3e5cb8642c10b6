export type {} from "./codes.js";
export { ensureVotingProcess, type ProcessPlace, processOnChain } from "./of-chain.js";
export { type CastOptions, type CastVote, castVote, type Vote, type VotingKeys } from "./vote.js";
