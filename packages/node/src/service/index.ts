/** The node's HTTP door. */

export type { CarriedDoor, Carrier } from "./carried.js";
export type {} from "./codes.js";
export { ContentFolder } from "./content.js";
export type { GatewayDoor } from "./handlers.js";
export { LIMITS, type Limits, senderOf } from "./limits.js";
export type { FollowerFigures } from "./metrics.js";
export type { ObliviousDoor } from "./oblivious.js";
export { buildService, type Service, type ServiceOptions } from "./service.js";
export { STATUSES, statusOf, statusTable } from "./statuses.js";
