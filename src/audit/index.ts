/** Election bundles: one file from which a stranger checks everything. docs/audit.md has the format. */
export type { CensusDeclared } from "./chain-source.js";
export type {} from "./codes.js";
export { type BundleContent, type KeyFiles, type MakeOptions, makeBundle } from "./make.js";
export { type BundleFile, type BundleManifest, parseManifest } from "./manifest.js";
export { memorySpool, type Spool } from "./spool.js";
export { bundleBytes, type PreparedBundle, type PreparedFile } from "./write.js";
