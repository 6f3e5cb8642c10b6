/** Several validators order together: ABCI under CometBFT. */
export { engineGenesis } from "./chain.js";
export type {} from "./codes.js";
export { type CometOptions, CometOrdering } from "./comet.js";
export { checkEngine, ENGINE_VERSION, Engine } from "./engine.js";
export { type EngineHomeOptions, nodeIdOf, type SnapshotSource, writeEngineHome } from "./engine-home.js";
export { keepSteps } from "./kept-steps.js";
export { EngineRpc, type EngineStatus } from "./rpc.js";
export { SnapshotShelf, type SnapshotShelfOptions, type Snapshots } from "./snapshot-shelf.js";
export { Supervisor, type SupervisorOptions } from "./supervisor.js";
export { findSnapshotSource, LEAST_SERVERS } from "./trust.js";
