export { castVote, type Vote, type VotingProcess } from "./vote.js";
