/**
 * What a page needs to contribute to a ceremony: find its files, check them, add a secret, say what was done. It imports nothing
 * of Node and runs in any browser; files are held in memory. For the rest of a setup, `psephos/setup` runs in Node.
 */

export {
  addToKey,
  type CeremonyFiles,
  type Finding,
  type KeyStep,
} from "../ceremony/key-step.js";
export {
  type CeremonyListing,
  formatListing,
  LISTING_NAME,
  type ListedFile,
  MAX_LISTING,
  parseListing,
  withFiles,
} from "../ceremony/listing.js";
export {
  attestationName,
  type CeremonyFile,
  latestCeremonyFile,
  nextCeremonyName,
  POWERS_NAME,
  parseCeremonyName,
} from "../ceremony/names.js";
export { ceremonyUrl, fetchListing, inCeremony, type Wanted, wantedOf } from "../ceremony/web.js";
export type {} from "../codes.js";
export type { Entropy } from "../entropy.js";
export { PtauFile } from "../formats/ptau.js";
export type { ChainLink } from "../phase2/chain.js";
export {
  type Attestation,
  attest,
  attestationText,
  formatAttestation,
  parseAttestation,
} from "../transcript/attestation-file.js";
export type { WorkOptions } from "../vectors/spread.js";
export { PointVectors } from "../vectors/vectors.js";
