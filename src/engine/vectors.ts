/**
 * Functions on vectors of points (kernel/scale.h, group_ntt.h, fixed.h, sparse.h): modules beside the kernels, which only setups load. What
 * proves and verifies is smaller without them.
 */
import { inflate } from "./inflate.js";
import type { KernelModules, SideModule } from "./instance.js";

interface Generated {
  readonly deflated: string;
  readonly base: number;
  readonly bytes: number;
}

async function compile({ deflated, base, bytes }: Generated): Promise<SideModule> {
  return { module: await WebAssembly.compile(await inflate(deflated)), base, bytes };
}

async function loadPlain(): Promise<SideModule> {
  const file = await import("./vectors.generated.js");
  return compile({ deflated: file.VECTORS_DEFLATED, base: file.VECTORS_BASE, bytes: file.VECTORS_BYTES });
}

async function loadFast(): Promise<SideModule> {
  const file = await import("./fast-vectors.generated.js");
  return compile({
    deflated: file.FAST_VECTORS_DEFLATED,
    base: file.FAST_VECTORS_BASE,
    bytes: file.FAST_VECTORS_BYTES,
  });
}

const loaded: Partial<Record<"plain" | "fast", Promise<SideModule>>> = {};

/** The modules of a kernel, and those for vectors of points. They are loaded and compiled once. */
export async function withVectors(modules: KernelModules): Promise<KernelModules> {
  const kernel = modules.fast === undefined ? "plain" : "fast";
  loaded[kernel] ??= kernel === "fast" ? loadFast() : loadPlain();
  return { ...modules, vectors: await loaded[kernel] };
}
