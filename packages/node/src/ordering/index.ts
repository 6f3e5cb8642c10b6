/** Decides the order of transactions: blocks by one node's own clock. */
export type {} from "./codes.js";
export { type GatherOptions, gatherFacts } from "./gather-facts.js";
export type { Ordering, OrderingEvent, OrderingStatus, Pending, Recorded } from "./ordering.js";
export type { PoolBounds } from "./pool.js";
export { type SoloOptions, SoloOrdering } from "./solo.js";
