/** Whether the fast kernel (src/engine/kernel/fast_*.c) runs here, and its module. */
import { ensureAble, Failure } from "../errors/index.js";
import { FUSED } from "./fused.generated.js";
import { fromBase64, inflate } from "./inflate.js";
import type { SideModule } from "./instance.js";

/** `plain` is the reference, and runs everywhere. `fast` needs relaxed SIMD with fused multiply-adds. */
export type KernelName = "plain" | "fast";

let able: boolean | undefined;
let compiled: Promise<SideModule> | undefined;

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
 * The fast kernel's module, loaded and compiled once. It is a file of its own, so that engines without relaxed SIMD do not load it.
 * @throws PsephosError `engine/no-fast-kernel`, also where that file cannot be loaded: service workers without a bundler have no `import()`
 */
export function compileFastKernel(): Promise<SideModule> {
  ensureAble(
    hasFusedSimd(),
    "engine/no-fast-kernel",
    "this platform has no relaxed SIMD, or its multiply-adds round twice",
    HINT,
  );
  compiled ??= loadAndCompile().catch((error: unknown) => {
    compiled = undefined; // the next call tries again
    throw error;
  });
  return compiled;
}

const HINT = "Leave the choice of the kernel out: the plain one runs here.";

async function loadAndCompile(): Promise<SideModule> {
  try {
    const generated = await import("./fast-kernel.generated.js");
    const module = await WebAssembly.compile(await inflate(generated.FAST_KERNEL_DEFLATED));
    return { module, base: generated.FAST_KERNEL_BASE, bytes: generated.FAST_KERNEL_BYTES };
  } catch (cause) {
    throw new Failure("engine/no-fast-kernel", "the fast kernel's file cannot be loaded or compiled here", {
      hint: HINT,
      cause,
    });
  }
}
