export { type BulkOptions, type BulkPoseidon, createPoseidon } from "./bulk-poseidon.js";
export type {} from "./codes.js";
export type { KernelName } from "./fast-kernel.js";
export { kernelPoseidon } from "./fast-poseidon.js";
export { hasFusedSimd } from "./fused-simd.js";
export type { KernelModules } from "./instance.js";
export { compileKernel, compileKernels, Kernel } from "./kernel.js";
export {
  type BorrowedWorker,
  borrowWorker,
  borrowWorkers,
  type LentPort,
  lendWorkers,
} from "./lend/index.js";
export {
  createPool,
  type Output,
  offset,
  type Pool,
  type PoolOptions,
  Program,
  type ProgramData,
  type Ref,
  type StartingPool,
  startPool,
  type Thread,
} from "./pool/index.js";
export { type Poseidon, poseidon } from "./poseidon.js";
export { poseidon1 } from "./poseidon1.js";
export {
  addQuotient,
  addQuotientJoin,
  addQuotientPart,
  checkRows,
  type LoadedRows,
  loadRows,
  partBytes,
  prepareRows,
  type Rows,
  type RowsShape,
  rowsLoaded,
} from "./quotient/index.js";
export { withVectors } from "./vectors.js";
export {
  createVerifyingEngine,
  type KeyPoints,
  type PointProblem,
  type PointRule,
  type Statement,
  type Verdict,
  type VerifyingEngine,
} from "./verifying.js";
export { requireWebAssembly } from "./webassembly.js";
