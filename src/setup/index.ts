/**
 * Keys for circuits: made, named, written and turned into verifier contracts.
 *
 * bundled/    the circuits' files that the package brings
 * dev/        development keys from a public seed (INSECURE, and marked so)
 * formats/    the binary files: r1cs, zkey, and the parts they are made of
 * solidity/   verifier contracts: source and compilation
 *
 * ptau/       powers of tau: start, contribute, close, verify, prepare
 * phase2/     a circuit's key: begin, contribute, close, verify, export
 * vectors/    long vectors of points, on the engine's threads
 *
 * witness/    straight-line witness programs, made from a circuit's constraints
 *
 * ceremony/   a contributor's part over plain files: find or fetch, check, add
 * transcript/ what happened, to read and to check
 * replay/     all of it again
 */
export {
  DEVELOPMENT_CONTRIBUTION,
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  formatVerificationKeyFile,
  UNKNOWN_KEY_KIND,
  verificationKeyHash,
} from "../groth16/index.js";
export { BEACON_SOURCE, type Beacon, couldBePublic } from "./beacon.js";
export { BUNDLED_CIRCUITS, type BundledCircuit, isBundledCircuit } from "./bundled/archive.js";
export {
  bundledCircuit,
  type CircuitFiles,
  type DevelopmentCircuit,
  developmentCircuit,
  findBundledVerificationKey,
} from "./bundled/circuit.js";
export { type CeremonyContribution, contributeToCeremony } from "./ceremony/contribute.js";
export { fetchCeremony } from "./ceremony/fetch.js";
export { extendListing, readListing, writeListing } from "./ceremony/folder.js";
export type { Finding } from "./ceremony/key-step.js";
export { type CeremonyListing, LISTING_NAME, parseListing } from "./ceremony/listing.js";
export {
  attestationName,
  type CeremonyFile,
  latestCeremonyFile,
  POWERS_NAME,
  parseCeremonyName,
} from "./ceremony/names.js";
export type {} from "./codes.js";
export { placeAndName } from "./contributor-name.js";
export { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "./dev/create.js";
export {
  type DevelopmentKeyPaths,
  type DevelopmentKeyPlace,
  developmentKeyPaths,
  findCompactDevelopmentKey,
  findDevelopmentRecord,
  prepareDevelopmentKey,
  type StoredDevelopmentKey,
} from "./dev/files.js";
export type { DevelopmentKeyOptions, KeyProgress } from "./dev/key-file.js";
export { DEVELOPMENT_SEED } from "./dev/secrets.js";
export type { Entropy } from "./entropy.js";
export { PtauFile } from "./formats/ptau.js";
export type { ChainLink } from "./phase2/chain.js";
export { type ContributedKey, closeKey, contributeToKey } from "./phase2/contribute.js";
export { exportVerificationKey } from "./phase2/export.js";
export { circuitDomain, createInitialKey, type InitialKey } from "./phase2/initial.js";
export { type RecordedKind, recordedKind, UNANNOUNCED_BEACON } from "./phase2/kind.js";
export { type VerifiedKey, verifyKey } from "./phase2/verify.js";
export { closePtau, contributeToPtau, type PtauContribution } from "./ptau/contribute.js";
export { startPtau } from "./ptau/new.js";
export { preparePtau } from "./ptau/prepare.js";
export {
  comparePtau,
  HERMEZ_FILES,
  isClosedPtau,
  PPOT_FILES,
  type PublishedPtau,
  publishedOf,
  recognisePtau,
} from "./ptau/published.js";
export { type VerifiedPtau, verifyPtau } from "./ptau/verify.js";
export type {
  CheckFindings,
  CheckKind,
  CheckStatus,
  CheckSubjects,
  ReplayCheck,
  ReplayReport,
  SetupPhase,
  WitnessProgram,
} from "./replay/check.js";
export type { ReplayFiles } from "./replay/files.js";
export { replaySetup, WAIVABLE } from "./replay/replay.js";
export { verifierArguments } from "./solidity/arguments.js";
export { type CompiledVerifier, compileVerifier, SOLC_SETTINGS, SOLC_VERSION } from "./solidity/compile.js";
export { type VerifierSource, verifierName, verifierSource } from "./solidity/source.js";
export { checkSignature, signAttestation } from "./transcript/attestation.js";
export {
  type Attestation,
  attest,
  attestationText,
  formatAttestation,
  parseAttestation,
} from "./transcript/attestation-file.js";
export { type FinalKey, finalizeKey, transcriptKind } from "./transcript/finalize.js";
export { transcriptMarkdown } from "./transcript/markdown.js";
export { checkTranscriptOfKey } from "./transcript/of-key.js";
export { formatTranscript, parseTranscript } from "./transcript/parse.js";
export {
  type BuiltCircuit,
  buildCircuit,
  findSources,
  rebuildCircuit,
  recordSources,
} from "./transcript/sources.js";
export type {
  CeremonyTranscript,
  CircuitSource,
  SetupTranscript,
  TranscriptLink,
} from "./transcript/types.js";
export type { WorkOptions } from "./vectors/spread.js";
export { PointVectors } from "./vectors/vectors.js";
export {
  DEVELOPMENT_KEY_WARNING,
  FORGEABLE_KEY_WARNING,
  isDevelopmentKey,
  REHEARSAL_KEY_KIND,
  REHEARSAL_KEY_WARNING,
  type SetupVerificationKey,
} from "./verification-key.js";
export { compileWitnessProgram } from "./witness/program.js";
