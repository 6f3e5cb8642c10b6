/** One instance of the kernel. Workers have this code too, so it needs nothing else. */
import type { KernelExports } from "./kernel-exports.js";

/** A module that works in the plain kernel's memory, as the fast kernel does, and calls what is in the modules before it. */
export interface SideModule {
  readonly module: WebAssembly.Module;
  /** Where its data begins: not before the arena ends that the modules before it have begun. */
  readonly base: number;
  /** How much data it has. */
  readonly bytes: number;
}

/** What an instance is made of, and what can be posted to a worker. */
export interface KernelModules {
  /** The plain kernel; beside a fast one its common part is enough. */
  readonly plain: WebAssembly.Module;
  /** Absent where the plain kernel runs alone. */
  readonly fast?: SideModule;
  /** Functions on vectors of points, which only setups need (vectors.ts). */
  readonly vectors?: SideModule;
}

/** The functions of all modules; those of a later one take the place of an earlier one's. */
export async function instantiateKernel({ plain, fast, vectors }: KernelModules): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(plain);
  let kernel = exports as unknown as KernelExports;
  for (const side of [fast, vectors]) {
    if (side === undefined) continue;
    const gap = side.base - kernel.mark(); // the common part has less data than the plain kernel
    if (gap < 0 || kernel.alloc(gap + side.bytes) + gap !== side.base)
      throw new Error("this module was built for another kernel");
    const instance = await WebAssembly.instantiate(side.module, { env: { ...kernel } });
    kernel = { ...kernel, ...instance.exports };
  }
  return kernel;
}
