/** The keykeeper: it takes part in the key ceremonies of a voting chain, keeps its shares, and reveals them after the end. */
export type { KeykeeperChain } from "./chain.js";
export type {} from "./codes.js";
export { type InitOptions, initKeykeeper, type KeykeeperPublic, keykeeperPublic } from "./identity.js";
export {
  createKeykeeper,
  type Keykeeper,
  type KeykeeperOptions,
  type KeykeeperStatus,
  type Problem,
} from "./keykeeper.js";
export { nodeChain } from "./node-chain.js";
export type { NodeStatus } from "./nodes.js";
export { askPassphrase, type PassphraseSource, readPassphrase } from "./passphrase.js";
export { type CeremonyStatus, CeremonyStatuses, type KeykeeperState, type StatusPhase } from "./status.js";
export { type KeykeeperLog, Watch } from "./watch.js";
