/** The voting chain's rules: which transactions count, in one order, as a state machine without input or output. */
export type {} from "./codes.js";
export {
  type AccountStatement,
  type BalanceStatement,
  type BlindStatement,
  type CensusProofStatement,
  type Facts,
  factId,
  type MembershipStatement,
  type OpeningStatement,
  type SignatureStatement,
  type Statement,
} from "./statements.js";
