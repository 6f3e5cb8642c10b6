export { type AcceptedVote, acceptedVote, closedVote } from "./accepted.js";
export type {} from "./codes.js";
export { costTable } from "./cost-table.js";
export {
  ELIGIBILITY_LIMITS,
  type Eligibility,
  eligibilityFromJson,
  eligibilityToJson,
} from "./eligibility.js";
export { decodeEnvelope, encodeEnvelope, type VoteEnvelope } from "./envelope.js";
export {
  assertKeyIndexes,
  assertOverwrite,
  type EnvelopeContent,
  type EnvelopeDigests,
  envelopeDigests,
  envelopeHash,
  hashOfDigests,
  MAX_OVERWRITES,
} from "./envelope-hash.js";
export { decodeNamedEnvelope, encodeNamedEnvelope, type NamedEnvelope } from "./named-envelope.js";
export { type NamedVoteContent, namedVoterId, namedVoteText } from "./named-vote.js";
export { countedVotes, overwriteFault, standingOf, type VoteStatement } from "./overwrites.js";
export {
  createVotePackage,
  decodeVotePackage,
  encodeVotePackage,
  type OpenedBallot,
  openBallot,
  packageOf,
  type VotePackage,
} from "./package.js";
export {
  decodeRegistration,
  encodeRegistration,
  MAX_REGISTRATION,
  type RegistrationEnvelope,
  registrationTypedData,
} from "./registration.js";
export { type CountedVote, type Results, resultsFromJson, resultsToJson, Tally } from "./results.js";
export {
  assertBallotRules,
  type BallotFault,
  type BallotRules,
  ballotJudge,
  fullBallotRules,
  parseBallotRules,
} from "./rules.js";
export { assertVotes, MAX_FIELDS, packVotes, voteHash } from "./vote-hash.js";
export { decodeVoteLine, encodeVoteLine } from "./vote-lines.js";
export { ensureOverwrite, type ProcessOfVotes, voteOfEnvelope, voteOfLine } from "./vote-of-process.js";
export { assertVotingProcess, VotingProcess, type VotingProcessParts } from "./voting-process.js";
