/**
 * Functions on vectors of points (kernel/scale.h, group_ntt.h, fixed.h, sparse.h): modules beside the kernels, which only setups load. What
 * proves and verifies is smaller without them.
 */
import { Failure } from "../errors/index.js";
import type { KernelName } from "./fast-kernel.js";
import { inflate } from "./inflate.js";
import type { KernelModules, SideModule } from "./instance.js";
import { once } from "./once.js";

interface Generated {
  readonly deflated: string;
  readonly base: number;
  readonly bytes: number;
}

const FILES: Readonly<Record<KernelName, () => Promise<Generated>>> = {
  async plain() {
    const file = await import("./vectors.generated.js");
    return { deflated: file.VECTORS_DEFLATED, base: file.VECTORS_BASE, bytes: file.VECTORS_BYTES };
  },
  async fast() {
    const file = await import("./fast-vectors.generated.js");
    return {
      deflated: file.FAST_VECTORS_DEFLATED,
      base: file.FAST_VECTORS_BASE,
      bytes: file.FAST_VECTORS_BYTES,
    };
  },
};

async function loadAndCompile(kernel: KernelName): Promise<SideModule> {
  try {
    const { deflated, base, bytes } = await FILES[kernel]();
    return { module: await WebAssembly.compile(await inflate(deflated)), base, bytes };
  } catch (cause) {
    throw new Failure(
      "engine/no-kernel-file",
      "the file of what setups compute with cannot be loaded or compiled here",
      { hint: "It lies beside the kernel's file: serve both.", cause },
    );
  }
}

const compiled = {
  plain: once(() => loadAndCompile("plain")),
  fast: once(() => loadAndCompile("fast")),
};

/**
 * The modules of a kernel, and those for vectors of points. They are loaded and compiled once.
 * @throws PsephosError `engine/no-kernel-file`
 */
export async function withVectors(modules: KernelModules): Promise<KernelModules> {
  const vectors = await compiled[modules.fast === undefined ? "plain" : "fast"]();
  return { ...modules, vectors };
}
