export { type Acceptance, BallotBox, SupersededVote } from "./ballot-box.js";
export type {} from "./codes.js";
export { type ProcessOfVotes, voteOfEnvelope, voteOfLine } from "./vote-of-process.js";
