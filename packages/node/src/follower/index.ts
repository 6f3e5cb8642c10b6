/** Reads the process contracts, attests what they say, and reports results as an oracle. */
export type {} from "./codes.js";
export { createFollower, type Follower } from "./follower.js";
export type {
  EndpointStatus,
  FollowerLog,
  FollowerOptions,
  FollowerStatus,
  ListsStatus,
  Notes,
  ProcessStatus,
  Submitted,
  ToldError,
  Waiting,
} from "./options.js";
export type { VotesSignature } from "./reporter.js";
