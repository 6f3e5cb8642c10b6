/** The kernel's modules, from src/engine/kernel. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensure } from "../../src/errors/index.js";
import { fastConstantsHeader } from "../fast-kernel-constants.js";
import { constantsHeader } from "../kernel-constants.js";
import { FAST_SHARED, FOR_TESTS, SHARED, SHARED_WITH_VECTORS, SHORT, shortened } from "./names.js";
import { factsOf, KERNEL, loadTools, type Tree } from "./tools.js";

export const HEADERS = { "constants.h": constantsHeader, "fast_constants.h": fastConstantsHeader };

const COMPILE = [
  "--target=wasm32",
  "-std=c17",
  "-Os", // as fast as -O3 here, and a quarter smaller
  "-ffreestanding",
  "-fwrapv",
  "-fno-vectorize",
  "-fno-slp-vectorize",
  "-mcpu=mvp",
  "-mbulk-memory",
  "-msign-ext",
  "-Wall",
  "-Wextra",
  "-Werror",
];
const SIMD = ["-msimd128", "-mrelaxed-simd"];
// The stack lies below the data, so running out of it traps instead of overwriting.
const LINK = ["-nostdlib", "-Wl,--no-entry", "-Wl,--stack-first", "-Wl,--strip-all"];
const stack = (bytes: number): string => `-Wl,-z,stack-size=${bytes}`;
const STACK = 131072;
export interface Modules {
  readonly plain: Uint8Array;
  /** The plain kernel without the functions that the fast one has and does not call. */
  readonly common: Uint8Array;
  readonly fast: SideModule;
  readonly fused: Uint8Array;
  /** Vectors beside the plain kernel, and beside the fast one. */
  readonly vectors: SideModule;
  readonly fastVectors: SideModule;
}

/** A module that works in the plain kernel's memory. */
export interface SideModule {
  readonly wasm: Uint8Array;
  /** Where its data begins, and how many bytes it has. */
  readonly base: number;
  readonly bytes: number;
}

/** @param checked whether the fast kernel is built to check its bounds (fast_bounds.h) */
export async function compile(checked: boolean): Promise<Modules> {
  const { runClang, binaryen } = await loadTools();
  const names = readdirSync(KERNEL).sort();
  const tree: Tree = {};
  for (const name of names)
    if (/\.(c|h|inc)$/.test(name)) tree[name] = readFileSync(join(KERNEL, name), "utf8");
  for (const [name, text] of Object.entries(HEADERS)) tree[name] = text();
  const unit = (belongs: (name: string) => boolean): string =>
    names.flatMap((name) => (name.endsWith(".c") && belongs(name) ? `#include "${name}"\n` : [])).join("");
  const isFast = (name: string): boolean => name.startsWith("fast_");
  const isVectors = (name: string): boolean => name.startsWith("vectors_");
  tree["kernel.c"] = unit((name) => !isFast(name) && !isVectors(name) && name !== "fused.c");
  tree["fast.c"] = unit(isFast);
  tree["vectors.c"] = unit((name) => ["vectors_digits.c", "vectors_plain.c"].includes(name));
  tree["fast_vectors.c"] = unit((name) => isVectors(name) && name !== "vectors_plain.c");
  const built = async (source: string, ...options: string[]): Promise<Uint8Array<ArrayBuffer>> => {
    const renamed = [...SHORT].map(([name, short]) => `-D${name}=${short}`);
    const args = ["clang", ...COMPILE, ...renamed, ...LINK, ...options, source, "-o", "out.wasm"];
    const out = await runClang(args, tree).catch(() => {
      console.error("kernel: clang failed"); // its own words are above; its error holds every file
      process.exit(1);
    });
    return out["out.wasm"] as Uint8Array<ArrayBuffer>;
  };

  const { BulkMemory, BulkMemoryOpt, SignExt, MutableGlobals } = binaryen.Features;
  const features = BulkMemory | BulkMemoryOpt | SignExt | MutableGlobals;
  binaryen.setOptimizeLevel(3);
  const optimized = (wasm: Uint8Array, shrink = 0): Uint8Array<ArrayBuffer> => {
    const module = binaryen.readBinary(wasm);
    module.setFeatures(features);
    binaryen.setShrinkLevel(shrink);
    module.optimize();
    return module.emitBinary() as Uint8Array<ArrayBuffer>;
  };
  const exported = (names: readonly string[]): string[] =>
    shortened(names).map((name) => `-Wl,--export=${name}`);
  /** A module that works in the memory of others, whose exports it imports. */
  const beside = async (
    source: string,
    base: number,
    others: Record<string, unknown>,
    ...options: string[]
  ): Promise<SideModule & { imports: readonly string[]; exports: Record<string, true> }> => {
    const wasm = await built(
      source,
      "-Wl,--import-memory",
      "-Wl,--allow-undefined",
      `-Wl,--global-base=${base}`,
      "-Wl,--export=__heap_base",
      ...options,
    );
    const { imports, exports, end } = factsOf(binaryen, wasm);
    const missing = imports.filter((name) => !(name in others));
    ensure(
      missing.length === 0,
      "build/hash",
      `${source} needs ${missing.join(", ")} of other modules`,
      "Add them to what is shared in scripts/kernel/names.ts.",
    );
    return {
      wasm,
      base,
      bytes: end - base,
      imports,
      exports: Object.fromEntries(exports.map((name) => [name, true])),
    };
  };
  /** Without Binaryen, which would move the loads together again (fast_pair.c). */
  const withSimd = [
    ...(checked ? ["-DPAIR_CHECKED", "-Wno-missing-field-initializers"] : []),
    ...SIMD,
    "-ffp-contract=off",
  ];

  const plain = optimized(
    await built("kernel.c", stack(STACK), ...exported([...SHARED, ...SHARED_WITH_VECTORS])),
  );
  const { instance } = await WebAssembly.instantiate(plain);
  const { alloc, mark } = instance.exports as { alloc(bytes: number): number; mark(): number };
  const base = mark();
  const vectors = await beside("vectors.c", base, instance.exports, stack(STACK / 4));
  const fast = await beside(
    "fast.c",
    base,
    instance.exports,
    ...withSimd,
    "-Oz",
    stack(STACK / 2),
    ...exported(FAST_SHARED),
  );
  alloc(fast.bytes);
  const fastVectors = await beside(
    "fast_vectors.c",
    mark(),
    { ...instance.exports, ...fast.exports },
    ...withSimd,
    stack(STACK / 4),
  );
  const fused = await built("fused.c", ...SIMD, stack(1024), "-ffp-contract=off");
  const called = new Set([...fast.imports, ...fastVectors.imports]);
  const others = shortened([
    ...[...SHARED, ...SHARED_WITH_VECTORS, ...FOR_TESTS],
    ...Object.keys(fast.exports),
  ]);
  const needed = Object.keys(instance.exports).filter(
    (name) => name !== "memory" && (called.has(name) || !others.includes(name)),
  );
  const common = optimized(
    await built("kernel.c", stack(STACK), "-DCOMMON_PART", "-Oz", ...exported(needed)),
    2,
  );
  const { instance: part } = await WebAssembly.instantiate(common);
  ensure(
    (part.exports.mark as () => number)() <= base,
    "build/hash",
    "the common part's data reaches into that of the fast kernel",
  );
  return { plain, common, fast, fused, vectors: { ...vectors, wasm: optimized(vectors.wasm) }, fastVectors };
}
