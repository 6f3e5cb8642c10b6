/** Sealed ballots: nobody reads them before the end, everybody can open them after it. */
export { assertRevealedKey, layeredBytes, openLayered, sealLayered } from "./layered.js";
export { plaintextBytes, readPlaintext, VOTER_ID_BYTES, writePlaintext } from "./plaintext.js";
export { assertBoxKey, createBoxKeys } from "./sealed-box.js";
export * from "./threshold/index.js";
