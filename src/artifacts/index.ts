/** Gets a circuit's files: from releases on web hosts, checked by hash, cached between visits. */
export { type ArtifactCache, browserCache, folderCache, platformCache, platformFolder } from "./cache.js";
export type {} from "./codes.js";
export {
  ArtifactError,
  type ArtifactFailure,
  type ArtifactFault,
  type Destination,
  type DownloadOptions,
  download,
  downloadSmall,
  type Wanted,
} from "./download.js";
export { type LoadOptions, loadFile } from "./load.js";
export {
  ARTIFACT_ROLES,
  type ArtifactFile,
  type ArtifactRole,
  formatManifest,
  KEY_KINDS,
  type KeyKind,
  MANIFEST_NAME,
  makeManifest,
  parseManifest,
  type ReleaseManifest,
} from "./manifest.js";
export { Release, type ReleaseOptions } from "./release.js";
export { sha256Hex } from "./sha256.js";
