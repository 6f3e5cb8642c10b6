/** One instance of the kernel. Workers have this code too, so it needs nothing else. */
import type { KernelExports } from "./kernel-exports.js";

/** The fast kernel: a module that works in the plain kernel's memory. */
export interface FastKernelModule {
  readonly module: WebAssembly.Module;
  /** Where its data begins: at the beginning of the plain kernel's arena. */
  readonly base: number;
  /** How much data it has. */
  readonly bytes: number;
}

/** What an instance is made of, and what can be posted to a worker. */
export interface KernelModules {
  readonly plain: WebAssembly.Module;
  /** Absent where the plain kernel runs alone. */
  readonly fast?: FastKernelModule;
}

/** The functions of both kernels; the fast one's take the place of the plain one's. */
export async function instantiateKernel({ plain, fast }: KernelModules): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(plain);
  const kernel = exports as unknown as KernelExports;
  if (fast === undefined) return kernel;
  if (kernel.alloc(fast.bytes) !== fast.base) throw new Error("the fast kernel was built for another kernel");
  const faster = await WebAssembly.instantiate(fast.module, { env: exports });
  return { ...kernel, ...faster.exports };
}
