/** The kernels that run here, each of which the suites try. */
import { compileKernels, hasFusedSimd, Kernel, type KernelName } from "../../../src/engine/index.js";

export const KERNELS: readonly KernelName[] = hasFusedSimd() ? ["plain", "fast"] : ["plain"];

export const createKernel = async (name: KernelName): Promise<Kernel> =>
  Kernel.create(await compileKernels(name));
