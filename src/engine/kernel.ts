/**
 * The WebAssembly kernel (src/engine/kernel/*.c) seen from TypeScript: compiled once, instantiated as often as there
 * are threads. A compiled module can be posted to a worker; an instance belongs to the thread that made it. Beside it is the fast kernel,
 * for engines that have what it needs: the same functions, and the same values from them.
 */

import { ensureAble, Failure } from "../errors/index.js";
import { compileFastKernel, hasFusedSimd, type KernelName } from "./fast-kernel.js";
import { inflate } from "./inflate.js";
import { instantiateKernel, type KernelModules } from "./instance.js";
import { KERNEL_DEFLATED } from "./kernel.generated.js";
import type { KernelExports } from "./kernel-exports.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * The compiled kernel. The first call inflates and compiles it, not on the caller's thread; later calls return the same module.
 * Needs WebAssembly with bulk memory and `DecompressionStream("deflate-raw")`: Node 20.12, Chrome 103, Firefox 113,
 * Safari 16.4.
 * @throws PsephosError `engine/no-webassembly`
 */
export function compileKernel(): Promise<WebAssembly.Module> {
  compiled ??= inflateAndCompile().catch((error: unknown) => {
    compiled = undefined; // the next call tries again
    throw error;
  });
  return compiled;
}

/** The kernel's bytes are correct, so an error of the compiler means that this platform does not compile WebAssembly. */
async function inflateAndCompile(): Promise<WebAssembly.Module> {
  // Before anything else: platforms without it lack more that is used here (Hermes: atob).
  if (typeof WebAssembly === "undefined")
    throw new Failure("engine/no-webassembly", "this platform has no WebAssembly", {
      hint: "Prove on a platform that has it: Node, Bun, Deno, a browser; React Native needs an engine with WebAssembly.",
    });
  const wasm = await inflate(KERNEL_DEFLATED);
  try {
    return await WebAssembly.compile(wasm);
  } catch (cause) {
    throw new Failure("engine/no-webassembly", "WebAssembly cannot be compiled here", {
      hint: "In a page, allow it in the content security policy: script-src 'wasm-unsafe-eval'. The platform must have bulk memory.",
      cause,
    });
  }
}

/**
 * The modules of a kernel: the fast one where it runs and its file can be loaded, if none is asked for.
 * @throws PsephosError `engine/no-webassembly`, `engine/no-fast-kernel`
 */
export async function compileKernels(wanted?: KernelName): Promise<KernelModules> {
  const plain = compileKernel();
  plain.catch(() => {}); // it is waited for below, after what may throw
  if (wanted === "plain" || (wanted === undefined && !hasFusedSimd())) return { plain: await plain };
  const fast = await compileFastKernel().catch((error: unknown) => {
    if (wanted === "fast") throw error;
    return undefined; // its file cannot be loaded: the plain one computes the same
  });
  return fast === undefined ? { plain: await plain } : { plain: await plain, fast };
}

/** One instance of the kernel with its own memory. Pointers are byte offsets into that memory. */
export class Kernel {
  readonly exports: KernelExports;

  private constructor(exports: KernelExports) {
    this.exports = exports;
  }

  /** A new instance, of the plain kernel if no modules are given. */
  static async create(modules?: KernelModules): Promise<Kernel> {
    return new Kernel(await instantiateKernel(modules ?? { plain: await compileKernel() }));
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
