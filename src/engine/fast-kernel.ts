/** Whether the fast kernel (src/engine/kernel/fast_*.c) runs here, and its module. */
import { ensureAble } from "../errors/index.js";
import { FAST_KERNEL_BASE, FAST_KERNEL_BYTES, FAST_KERNEL_DEFLATED, FUSED } from "./fast-kernel.generated.js";
import { fromBase64, inflate } from "./inflate.js";
import type { FastKernelModule } from "./instance.js";

/** `plain` is the reference, and runs everywhere. `fast` needs relaxed SIMD with fused multiply-adds. */
export type KernelName = "plain" | "fast";

let able: boolean | undefined;
let compiled: Promise<FastKernelModule> | undefined;

/**
 * Whether this engine has relaxed SIMD, and whether its multiply-adds round once: the standard lets them round twice, and the fast
 * kernel would then compute wrong numbers. A module of 300 bytes tells.
 */
export function hasFusedSimd(): boolean {
  able ??= (() => {
    try {
      const module = new WebAssembly.Module(fromBase64(FUSED));
      return (new WebAssembly.Instance(module).exports.fused as () => number)() === 1;
    } catch {
      return false;
    }
  })();
  return able;
}

/**
 * The fast kernel's module, compiled once.
 * @throws PsephosError `engine/no-fast-kernel`
 */
export function compileFastKernel(): Promise<FastKernelModule> {
  ensureAble(
    hasFusedSimd(),
    "engine/no-fast-kernel",
    "this platform has no relaxed SIMD, or its multiply-adds round twice",
    "Leave the choice of the kernel out: the plain one runs here.",
  );
  compiled ??= inflate(FAST_KERNEL_DEFLATED)
    .then((wasm) => WebAssembly.compile(wasm))
    .then((module) => ({ module, base: FAST_KERNEL_BASE, bytes: FAST_KERNEL_BYTES }))
    .catch((error: unknown) => {
      compiled = undefined; // the next call tries again
      throw error;
    });
  return compiled;
}
