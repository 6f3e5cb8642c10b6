/**
 * The WebAssembly kernel (src/engine/kernel/*.c) seen from TypeScript: compiled once, instantiated as often as there
 * are threads. A compiled module can be posted to a worker; an instance belongs to the thread that made it. Beside it is the fast kernel,
 * for engines that have what it needs: the same functions, and the same values from them.
 */

import { ensureAble, Failure } from "../errors/index.js";
import { compileFastKernel, type KernelName } from "./fast-kernel.js";
import { hasFusedSimd } from "./fused-simd.js";
import { inflate } from "./inflate.js";
import { instantiateKernel, type KernelModules } from "./instance.js";
import type { KernelExports } from "./kernel-exports.js";
import { once } from "./once.js";
import { compileModule, requireWebAssembly } from "./webassembly.js";

/**
 * The compiled plain kernel. The first call loads, inflates and compiles it, not on the caller's thread; later calls return the same module.
 * Needs WebAssembly with bulk memory and `DecompressionStream("deflate-raw")`: Node 20.12, Chrome 103, Firefox 113,
 * Safari 16.4.
 * @throws PsephosError `engine/no-webassembly`, `engine/no-kernel-file`
 */
export const compileKernel: () => Promise<WebAssembly.Module> = once(async () => {
  // Before anything else: platforms without it lack more that is used here (Hermes: atob).
  await requireWebAssembly();
  const { KERNEL_DEFLATED } = await import("./kernel.generated.js").catch((cause: unknown) => {
    throw new Failure("engine/no-kernel-file", "the kernel's file cannot be loaded here", {
      hint: "It lies beside the file that was imported: serve both. In a service worker without a bundler, import psephos-groth16/single.",
      cause,
    });
  });
  return compileModule(await inflate(KERNEL_DEFLATED));
});

/**
 * The modules of a kernel: the fast one where it runs and its file can be loaded, if none is asked for. Only the files of one are loaded.
 * @throws PsephosError `engine/no-webassembly`, `engine/no-fast-kernel`, `engine/no-kernel-file`
 */
export async function compileKernels(wanted?: KernelName): Promise<KernelModules> {
  if (wanted === "fast") return compileFastKernel();
  if (wanted === undefined && hasFusedSimd()) {
    const fast = await compileFastKernel().catch(() => undefined);
    // If its file cannot be loaded: the plain one computes the same.
    if (fast !== undefined) return fast;
  }
  return { plain: await compileKernel() };
}

/** One instance of the kernel with its own memory. Pointers are byte offsets into that memory. */
export class Kernel {
  readonly exports: KernelExports;

  private constructor(exports: KernelExports) {
    this.exports = exports;
  }

  /**
   * A new instance: of the kernel that `compileKernels` chooses if no modules are given.
   * @throws PsephosError `engine/out-of-memory`: also where modules of two builds are given; those of `compileKernels`
   */
  static async create(modules?: KernelModules): Promise<Kernel> {
    const compiled = modules ?? (await compileKernels());
    const exports = await instantiateKernel(compiled).catch((cause: unknown) => {
      throw new Failure("engine/out-of-memory", "the kernel has no room in memory here", {
        hint: "Close other pages or programs, and try again.",
        cause,
      });
    });
    return new Kernel(exports);
  }

  /** The present memory; the view becomes stale at the next allocation. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  /**
   * Reserves `length` bytes, 16-byte aligned, not cleared.
   * @throws PsephosError `engine/out-of-memory` if the memory cannot grow (WebAssembly stops at 4 GiB).
   */
  alloc(length: number): number {
    const fits = Number.isSafeInteger(length) && length >= 0 && length <= 0xffff_fff0;
    const pointer = fits ? this.exports.alloc(length) >>> 0 : 0;
    ensureAble(pointer !== 0, "engine/out-of-memory", `the kernel cannot reserve ${length} bytes`);
    return pointer;
  }

  /** Copies `data` into newly reserved memory. */
  put(data: Uint8Array): number {
    const pointer = this.alloc(data.length);
    this.bytes.set(data, pointer);
    return pointer;
  }

  /** A copy of `length` bytes at `pointer`. */
  get(pointer: number, length: number): Uint8Array {
    return this.bytes.slice(pointer, pointer + length);
  }

  /** Runs `work` and then releases all that it reserved, also if it throws. */
  scoped<T>(work: () => T): T {
    const mark = this.exports.mark();
    try {
      return work();
    } finally {
      this.exports.release(mark);
    }
  }
}
