/** Sealed ballots: nobody can read them before the end, and everybody can open them after it. */
export type {} from "./codes.js";
export { assertRevealedKey, layeredBytes, layeredOpener, sealLayered } from "./layered.js";
export { plaintextBytes, readPlaintext, VOTER_ID_BYTES, writePlaintext } from "./plaintext.js";
export { assertBoxKey, createBoxKeys } from "./sealed-box.js";
export * from "./threshold/index.js";
