/** Election bundles: one file from which a stranger checks everything. docs/audit.md has the format. */
export {
  type AuditedElection,
  type AuditOptions,
  type AuditReport,
  auditBundle,
  type BundleRollup,
  type Checkpoint,
  type FurtherCheck,
  type Progress,
} from "./audit.js";
export type { CensusDeclared } from "./chain-source.js";
export type { Workers } from "./check-facts.js";
export type {} from "./codes.js";
export { CHECKS, type Check, type Figures, type Found, type Line } from "./lines.js";
export { type BundleContent, type KeyFiles, type MakeOptions, makeBundle, type RollupFiles } from "./make.js";
export { type BundleFile, type BundleManifest, parseManifest } from "./manifest.js";
export {
  checkPages,
  type ExpectedPages,
  PAGE_CLIENTS,
  type PageClient,
  type PageDoor,
  type PageProblem,
  PagesRefusal,
} from "./pages.js";
export { serveFacts } from "./serve-facts.js";
export type { BundleSource } from "./source.js";
export { memorySpool, type Spool } from "./spool.js";
export type { BundleKey } from "./static-checks.js";
export type { AuditWorker, AuditWorkerEvent } from "./threads.js";
export { bundleBytes, type PreparedBundle, type PreparedFile } from "./write.js";
