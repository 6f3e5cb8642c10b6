/** Blocks and the state of the voting chain on disk: one durable change for each block, and consistent reads beside it. */
export { backupStore } from "./backup.js";
export type { StoredBlock } from "./block.js";
export type { ReplacedCensus } from "./censuses.js";
export type {} from "./codes.js";
export {
  NodeStore,
  type Notes,
  type PinnedState,
  type RestoringState,
  type StoreOptions,
  type TransactionPlace,
} from "./store.js";
export { STORE_VERSION } from "./tables.js";
