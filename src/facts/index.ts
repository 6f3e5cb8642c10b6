/** Whether statements about transactions are true: the checks that the voting chain's state machine needs. */
export { isAccount } from "./account.js";
export { isBalance } from "./balance.js";
export { isBlindSigned } from "./blind-signature.js";
export type { CensusVerifier } from "./census-proof.js";
export type {} from "./codes.js";
export { createFacts, type FactsOptions } from "./facts.js";
export { isMember } from "./membership.js";
export { isOpening } from "./opening.js";
export { isSigned } from "./signature.js";
