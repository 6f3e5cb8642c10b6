export { costTable } from "./cost-table.js";
export { decodeEnvelope, encodeEnvelope, envelopeNonce, type VoteEnvelope } from "./envelope.js";
export {
  createVotePackage,
  decodeVotePackage,
  encodeVotePackage,
  openBallot,
  type VotePackage,
} from "./package.js";
export { type CountedVote, type Results, resultsFromJson, resultsToJson, Tally } from "./results.js";
export { assertBallotRules, type BallotFault, type BallotRules, ballotJudge } from "./rules.js";
export { assertVotes, MAX_FIELDS, packVotes, voteHash } from "./vote-hash.js";
