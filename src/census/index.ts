export { type AnonymitySet, anonymitySet, SMALL_ANONYMITY_SET } from "./anonymity.js";
export {
  type BlindCertificate,
  type BlindSecret,
  finishBlindSignature,
  isBlindCertificate,
  requestBlindSignature,
  signBlindRequest,
} from "./authority/blind.js";
export type { RsaPrivateKey } from "./authority/blind-rsa.js";
export {
  authorityAddress,
  type Certificate,
  certificateDigest,
  certificateStatement,
  issueCertificate,
} from "./authority/certificate.js";
export {
  blindAnswerFromJson,
  blindAnswerToJson,
  blindCertificateFromJson,
  blindCertificateToJson,
  blindRequestFromJson,
  blindRequestToJson,
  blindSecretFromJson,
  blindSecretToJson,
  certificateFromJson,
  certificateToJson,
} from "./authority/documents.js";
export {
  type IssuedList,
  type IssuedVoter,
  issuedFromJson,
  issuedToJson,
  withIssued,
} from "./authority/issued.js";
export {
  type AuthorityKey,
  authorityFromJson,
  authorityToJson,
  type BlindAuthority,
  censusRootOf,
  createBlindAuthority,
  createEcdsaAuthority,
  type EcdsaAuthority,
} from "./authority/key.js";
export {
  type BulkCensusOptions,
  buildCensus,
  type CensusChanges,
  changeCensus,
  type Voters,
} from "./build.js";
export { Census } from "./census.js";
export type {} from "./codes.js";
export { type CsvImport, type CsvProblem, readCensusCsv } from "./csv.js";
export { censusOfDeclaration } from "./declared.js";
export {
  createIdentity,
  type Identity,
  identityFromJson,
  identityFromSecret,
  identityToJson,
} from "./identity.js";
export { assertWeight, type CensusEntry, censusLeaf, WEIGHT_LIMIT } from "./leaf.js";
export { type CensusPath, isInTree, type MembershipProof, verifyMembership } from "./membership.js";
export { CensusSnapshot, type SnapshotContent, writeSnapshot } from "./snapshot.js";
export {
  type CensusInput,
  type CensusStatement,
  censusInput,
  censusSignals,
  nullifierOf,
} from "./statement.js";
export { ARITY, CensusTree, emptyNode, MAX_DEPTH, treeNode } from "./tree.js";
export type { VoterColumns } from "./voters.js";
export {
  IDENTITY_STATEMENT,
  type IdentityPurpose,
  type IdentityTypedData,
  type IdentityWallet,
  identityFromSignatures,
  identityFromWallet,
  identityTypedData,
} from "./wallet-identity.js";
