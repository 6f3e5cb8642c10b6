/** The modules of the fast kernel (src/engine/kernel/fast_*.c). */
import { ensureAble, Failure } from "../errors/index.js";
import { hasFusedSimd } from "./fused-simd.js";
import { inflate } from "./inflate.js";
import type { KernelModules } from "./instance.js";
import { once } from "./once.js";

/** `plain` is the reference, and runs everywhere. `fast` needs relaxed SIMD with fused multiply-adds. */
export type KernelName = "plain" | "fast";

/**
 * The fast kernel and the common part of the plain one, loaded and compiled once. They are a file of their own: who runs them does not load the
 * plain kernel, and who does not run them does not load them.
 * @throws PsephosError `engine/no-fast-kernel`, also where that file cannot be loaded: service workers without a bundler have no `import()`
 */
export function compileFastKernel(): Promise<KernelModules> {
  ensureAble(
    hasFusedSimd(),
    "engine/no-fast-kernel",
    "this platform has no relaxed SIMD, or its multiply-adds round twice",
    HINT,
  );
  return compiled();
}

const HINT = "Leave the choice of the kernel out: the plain one runs here.";

const compiled = once(async (): Promise<KernelModules> => {
  try {
    const generated = await import("./fast-kernel.generated.js");
    const bytes = await inflate(generated.FAST_KERNEL_DEFLATED);
    const [plain, module] = await Promise.all([
      WebAssembly.compile(bytes.subarray(0, generated.COMMON_LENGTH)),
      WebAssembly.compile(bytes.subarray(generated.COMMON_LENGTH)),
    ]);
    return { plain, fast: { module, base: generated.FAST_KERNEL_BASE, bytes: generated.FAST_KERNEL_BYTES } };
  } catch (cause) {
    throw new Failure("engine/no-fast-kernel", "the fast kernel's file cannot be loaded or compiled here", {
      hint: HINT,
      cause,
    });
  }
});
