/** A whole node, for programs that run one. */
export { censusKeysOf, censusVerifiers } from "./census-keys.js";
export type {} from "./codes.js";
export { type NodeKeys, nodeKeys } from "./home.js";
export { type Initialised, type InitOptions, initHome, type JoinOptions, joinHome } from "./init.js";
export { loadSettings } from "./load-settings.js";
export { SETTINGS_SCHEMA, type Settings } from "./settings.js";
export { type NodeOptions, type RunningNode, startNode } from "./start.js";
export { makeTestnet, startTestnet, type Testnet, type TestnetOptions } from "./testnet.js";
export { threadFacts } from "./thread-facts.js";
