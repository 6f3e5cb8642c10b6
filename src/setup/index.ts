/**
 * Keys for circuits: made, named, written and turned into verifier contracts.
 *
 * dev/        development keys from a public seed (INSECURE, and marked so)
 * formats/    the binary files: r1cs, zkey, and the parts they are made of
 * solidity/   verifier contracts: source and compilation
 *
 * The parts of a ceremony stand beside these, one folder each: ptau/ (powers of tau), phase2/ (a circuit's
 * key, contributed to by many), transcript/ (what happened, to read and to check) and replay/ (all of it again).
 */
export { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "./dev/create.js";
export {
  type DevelopmentKeyPaths,
  developmentKeyPaths,
  prepareDevelopmentKey,
  type StoredDevelopmentKey,
} from "./dev/files.js";
export { DEVELOPMENT_CONTRIBUTION, type DevelopmentKeyOptions, type KeyProgress } from "./dev/key-file.js";
export { DEVELOPMENT_SEED } from "./dev/secrets.js";
export { verifierArguments } from "./solidity/arguments.js";
export { type CompiledVerifier, compileVerifier, SOLC_SETTINGS, SOLC_VERSION } from "./solidity/compile.js";
export { type VerifierSource, verifierName, verifierSource } from "./solidity/source.js";
export {
  DEVELOPMENT_KEY_KIND,
  DEVELOPMENT_KEY_WARNING,
  formatVerificationKeyFile,
  isDevelopmentKey,
  type SetupVerificationKey,
  verificationKeyHash,
} from "./verification-key.js";
