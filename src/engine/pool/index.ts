export { createPool, type Pool, type PoolOptions } from "./pool.js";
export { type Output, offset, Program, type ProgramData, type Ref } from "./program.js";
export type { Thread } from "./thread.js";
