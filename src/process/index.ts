export { type AuthorityRoot, authorityRoot, MODULUS_BYTES, readAuthorityRoot } from "./authority-root.js";
export {
  balanceOfSlot,
  balancePosition,
  balanceSlot,
  checkpointsSlot,
  isTokenId,
  type MappingPlace,
  mappingSlot,
} from "./balance-slot.js";
export {
  CensusOrigin,
  isCensusOrigin,
  isEvmOrigin,
  isTreeOrigin,
  isWeightedOrigin,
} from "./census-origin.js";
export { votingChainDomain } from "./chain-domain.js";
export type {} from "./codes.js";
export {
  ContentFetchError,
  type FetchContentOptions,
  type FetchedContent,
  fetchContent,
  IPFS_GATEWAYS,
  type IpfsForm,
  type MirrorFailure,
  type MirrorFault,
} from "./content-fetch.js";
export {
  CONTENT_URI_LIMITS,
  type ContentUri,
  contentHash,
  formatContentUri,
  parseContentUri,
} from "./content-uri.js";
export { checkContentHash, checkDeclaration, checkDeclaredMetadata, checkNewCensus } from "./declaration.js";
export {
  decodeEnvelopeType,
  decodeMode,
  ENVELOPE_FLAGS,
  type EnvelopeType,
  encodeEnvelopeType,
  encodeMode,
  MODE_FLAGS,
  type Mode,
} from "./flags.js";
export { type ProcessIdParts, processId, scope } from "./ids.js";
export { type JsonLimits, type JsonValue, parseJson } from "./json.js";
export { type CensusKey, ensureCensusKey, isInsecureKind, type KeyAtHand, keyId } from "./key-id.js";
export { checkMetadata, encodeMetadata, parseMetadata } from "./metadata.js";
export { type BallotParams, type BallotShape, ballotShape, checkBallot } from "./metadata-ballot.js";
export {
  decryptMetadata,
  ENCRYPTED_METADATA_BYTES,
  encryptMetadata,
  isEncryptedMetadata,
  newMetadataKey,
} from "./metadata-encryption.js";
export {
  type FetchMetadataOptions,
  fetchMetadata,
  type MetadataParams,
  openMetadata,
} from "./metadata-open.js";
export {
  type Choice,
  LAYOUTS,
  type Layout,
  METADATA_LIMITS,
  METADATA_VERSION,
  type ProcessMetadata,
  type Question,
} from "./metadata-schema.js";
export {
  makePageManifest,
  PAGES_LIMITS,
  PAGES_MANIFEST,
  type PageFile,
  type PageManifest,
  pageFileHash,
  parsePageManifest,
} from "./page-manifest.js";
export {
  type ContractParams,
  type ContractProcess,
  decodeParams,
  decodeProcess,
  encodeParams,
  type Process,
  type ProcessParams,
} from "./params.js";
export { parseParamsFile } from "./params-file.js";
export {
  checkParams,
  MAX_COUNT,
  PARAMS_RULES,
  type ParamsCode,
  type ParamsRule,
  paramsVerdict,
} from "./params-rules.js";
export { paramsSignature, paramsTypedData } from "./params-signature.js";
export { DocumentError, type Problem } from "./problems.js";
export { resultsHash } from "./results-hash.js";
export {
  acceptsVotes,
  type CensusChange,
  censusVerdict,
  endBlock,
  isStatus,
  MOVE_RULES,
  type MoveRule,
  nextQuestion,
  type SerialState,
  Status,
  type StatusChange,
  statusVerdict,
} from "./status.js";
export { type LocalizedText, localized } from "./text.js";
