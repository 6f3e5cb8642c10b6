/** Decides the order of transactions: blocks by one node's own clock, or by several validators. */
export type {} from "./codes.js";
export type {
  CometOptions,
  CometOrdering,
  EngineHomeOptions,
  EngineStatus,
  SnapshotSource,
  Supervisor,
} from "./comet/index.js";
export { type GatherOptions, gatherFacts } from "./gather-facts.js";
export type { Ordering, OrderingEvent, OrderingStatus, Pending, Recorded } from "./ordering.js";
export type { PoolBounds } from "./pool.js";
export { type BlockClock, type SoloOptions, SoloOrdering } from "./solo.js";

/** What orders with several validators; a node that orders alone loads nothing of it. */
export const loadComet = () => import("./comet/index.js");
