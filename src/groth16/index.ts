export {
  type BorrowedWorker,
  borrowWorker,
  borrowWorkers,
  type LentPort,
  lendWorkers,
} from "../engine/index.js";
export type {} from "./codes.js";
export {
  type CompactKeyOrigin,
  compactKey,
  isCompactKey,
  parseCompactKey,
  readCompactKeyOrigin,
} from "./formats/compact-key.js";
export { refuseStandIn } from "./formats/content.js";
export {
  parseContributions,
  type ZkeyContribution,
  type ZkeyContributions,
} from "./formats/contributions.js";
export { RecordReader } from "./formats/record-reader.js";
export { readSections, requireSection, type Sections, viewOf, writeSections } from "./formats/sections.js";
export { type ByteSource, readSource } from "./formats/source.js";
export { coordinates, readWord, writeWord } from "./formats/words.js";
export { formatWtns, parseWtns } from "./formats/wtns.js";
export {
  G1_BYTES,
  G2_BYTES,
  isForgeableKey,
  parseZkey,
  readZkeyRecord,
  verificationKeyOf,
  type Zkey,
  type ZkeyRecord,
} from "./formats/zkey.js";
export type { G1Json, G2Json } from "./json-points.js";
export {
  DEVELOPMENT_CONTRIBUTION,
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  type ShownKeyKind,
  UNKNOWN_KEY_KIND,
} from "./key-kind.js";
export type { Fp2, G1Point, G2Point } from "./points.js";
export {
  formatProof,
  PROOF_BYTES,
  type Proof,
  type ProofPoints,
  parseProof,
  proofFromBytes,
  proofToBytes,
} from "./proof.js";
export {
  createProver,
  type ProofResult,
  type ProveOptions,
  type ProveProgress,
  type Prover,
  type ProverArtifacts,
  type ProverOptions,
} from "./prover.js";
export { type PublicSignal, parsePublicSignals } from "./signals.js";
export {
  formatVerificationKey,
  formatVerificationKeyFile,
  parseVerificationKey,
  type VerificationKey,
  type VerificationKeyJson,
  verificationKeyHash,
  verificationKeyKind,
} from "./verification-key.js";
export {
  type BatchVerdict,
  type Claim,
  createVerifier,
  type MalformedClaim,
  type Verifier,
} from "./verifier.js";
export { createWitnessCalculator } from "./witness/calculator.js";
export type { CircuitInput, SignalInput, SignalValue, WitnessCalculator } from "./witness/inputs.js";
export {
  formatWitnessProgram,
  parseWitnessProgram,
  type WitnessInput,
  type WitnessProgram,
} from "./witness/program.js";
