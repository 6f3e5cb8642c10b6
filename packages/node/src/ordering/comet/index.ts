/** Several validators order together: ABCI under CometBFT. */
export { engineGenesis } from "./chain.js";
export type {} from "./codes.js";
export { type CometOptions, CometOrdering } from "./comet.js";
export { checkEngine, ENGINE_VERSION, Engine } from "./engine.js";
export { type EngineHomeOptions, nodeIdOf, writeEngineHome } from "./engine-home.js";
export { EngineRpc, type EngineStatus } from "./rpc.js";
export { Supervisor, type SupervisorOptions } from "./supervisor.js";
