export { type Acceptance, BallotBox, type BallotBoxProcess, SupersededVote } from "./ballot-box.js";
export type {} from "./codes.js";
