/** Where a circuit's files come from: releases on web hosts, checked by hash, kept between visits. */
export { type ArtifactCache, browserCache, folderCache, platformCache } from "./cache.js";
export { ArtifactError, type ArtifactFailure, type ArtifactFault, type DownloadOptions } from "./download.js";
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
export { type LoadOptions, Release, type ReleaseOptions } from "./release.js";
