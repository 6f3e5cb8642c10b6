/** Gateways and relays of a voting chain: found from any one of them, held against each other, and remembered. */
export { inRandomOrder } from "../bytes/index.js";
export { isPublicHost } from "../net/index.js";
export type {} from "./codes.js";
export { type FindOptions, type Found, findGateways, type Gateway } from "./find.js";
export { GatewayMemory, LIAR_SECONDS } from "./memory.js";
export { pairsOf, type RelayedWay } from "./pairs.js";
export { openRelay, type RelayDoor } from "./relay.js";
export { mayAsk, strangersFetch } from "./strangers.js";
export { judge, type Standing, type Verdict } from "./truth.js";
