export { createPool, type Pool, type PoolOptions, type StartingPool, startPool } from "./pool.js";
export { type Output, offset, Program, type ProgramData, type Ref } from "./program.js";
export type { Thread } from "./thread.js";
