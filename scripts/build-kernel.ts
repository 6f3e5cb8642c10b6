/**
 * Compiles src/engine/kernel/*.c, as one translation unit, to one WebAssembly module and writes it, inlined, to src/engine/kernel.generated.ts;
 * its sha256 goes to src/engine/kernel/kernel.sha256. The fast kernel, of the files that begin with fast_, becomes a second module that works
 * in the first one's memory. What it needs of the first one, the common part, is compiled once more, to be small (COMMON_PART in types.h). Both go to src/engine/fast-kernel.generated.ts, one after the other, and the sha256 of this to fast_kernel.sha256. The files that begin with vectors_
 * become what setups load besides, one module for each kernel: src/engine/vectors.generated.ts and fast-vectors.generated.ts. fused.c becomes
 * a module by itself, in src/engine/fused.generated.ts.
 * The same sources give the same bytes on every machine.
 *
 *   npm run build:kernel               build and write
 *   npm run build:kernel -- --check    build, write nothing, fail if what is committed differs
 *   npm run build:kernel -- --checked  build the fast kernel that checks its bounds, in build/checked-kernel/ (fast_bounds.h)
 *
 * The compiler (clang in WebAssembly, Binaryen) is pinned in src/engine/kernel/package.json and installed there on
 * the first run. Only the deflated text in kernel.generated.ts may differ between versions of zlib, so --check
 * compares what it inflates to.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { gzipSync, inflateRawSync } from "node:zlib";
import { ensure } from "../src/errors/index.js";
import { fastConstantsHeader } from "./fast-kernel-constants.js";
import { constantsHeader } from "./kernel-constants.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison, sha256 } from "./rebuild/hashes.js";

const ENGINE = join(import.meta.dirname, "..", "src", "engine");
const KERNEL = join(ENGINE, "kernel");
const CHECKED = join(ENGINE, "..", "..", "build", "checked-kernel");
const HEADERS = { "constants.h": constantsHeader, "fast_constants.h": fastConstantsHeader };

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
/** What the fast kernel, and vectors beside it, call in the plain one (fast_g1.h). */
const SHARED = [
  "fr_is_canonical",
  "fp_mul",
  "fp_inv",
  "g1_split",
  "g1_is_infinity",
  "g1x_from_affine",
  "g1x_to_affine",
  "g1x_dbl",
  "g1x_add",
  "g1x_add_affine",
  "f2_inv",
  "g2_split",
  "g2_is_infinity",
  "g2x_from_affine",
  "g2x_to_affine",
  "g2x_dbl",
  "g2x_add",
  "g2x_add_affine",
  "fr_reduce",
  "ntt_forward",
  "ntt_inverse",
  "rows_open",
  "rows_evaluate",
  "quotient",
  "quotient_part",
  "quotient_join",
  "fp_batch_inv",
  "side_coordinates",
  "f12_frobenius",
  "read_proof",
  "read_g2",
  "key_points_size",
  "key_read_points",
  "key_prepare",
  "sums_by_multiples",
  "g1x_mul",
  "coefficient_digits",
  "coefficient_sums",
  "sums_add",
  "sums_to_bytes",
  "g1_odd_multiples",
  "g1_straus",
  "poseidon_instance",
];

/** What vectors beside the plain kernel call in it, and is not exported otherwise. */
const SHARED_WITH_VECTORS = [
  ...["add_many", "norms", "image"].flatMap((name) => [`g1_${name}`, `g2_${name}`]),
  ...["norm", "divide"].flatMap((name) => [`fp_${name}`, `f2_${name}`]),
];
/** What vectors beside the fast kernel call in it. */
const FAST_SHARED = [
  ...["add_many", "is_infinity"].flatMap((name) => [`fast_${name}`, `fast2_${name}`]),
  ...["fast_from_g1", "g1_from_fast", "fast2_from_g2", "g2_from_fast2", "fast2_psi"],
  ...["ff_is_zero", "pair_invert", "pair_f2_invert"],
];

/** What only the tests of the plain kernel call (PlainKernelExports in src/engine/kernel-exports.ts): the common part has it only where the fast kernel calls it. */
const FOR_TESTS = [
  ...["fp", "fr"].flatMap((field) =>
    ["add", "sub", "sqr", "reduce", "inv", "from_mont256", "to_mont256", "equal", "batch_inv"].map(
      (name) => `${field}_${name}`,
    ),
  ),
  ...["fp_mul", "fp_from_bytes", "fp_to_bytes", "fp_is_canonical"],
  ...["fp_dot2", "fp_det2", "fr_dot"],
  ...["mul", "add", "sub", "sqr", "inv", "batch_inv", "mul_xi", "dot"].map((name) => `f2_${name}`),
  ...["ntt_forward", "ntt_inverse", "g2_psi", "g2_lines", "g2_lines_many", "final_exp"],
  ...["mul", "sqr", "inv", "frobenius", "cyclotomic_sqr", "from_bytes"].map((name) => `f12_${name}`),
];

/** What is called from TypeScript, imported by its name in fast_pairing.c, or a macro in with_pairs.inc. */
const NAMED = [
  ...["read_proof", "read_g2", "g2_is_infinity"],
  ...["fr_is_canonical", "quotient", "quotient_part", "quotient_join"],
];
/** In the modules the other shared functions have shorter names: names are a fortieth of them. */
const SHORT = new Map(
  [...SHARED, ...SHARED_WITH_VECTORS, ...FAST_SHARED]
    .filter((name) => !NAMED.includes(name) && !FOR_TESTS.includes(name))
    .map((name, i) => [name, `_${i.toString(36)}`]),
);
const shortened = (names: readonly string[]): string[] => names.map((name) => SHORT.get(name) ?? name);

type Tree = Record<string, Uint8Array | string>;

/** The two tools are not in the root package, so their types are stated here as far as they are used. */
interface Clang {
  runClang(args: string[], files: Tree): Promise<Tree>;
  runLLVM(args: null, files: Tree, options: { fetchProgress(): void }): Promise<unknown> | undefined;
}
interface Binaryen {
  Features: Record<"BulkMemory" | "BulkMemoryOpt" | "SignExt" | "MutableGlobals", number>;
  setOptimizeLevel(level: number): void;
  setShrinkLevel(level: number): void;
  readBinary(bytes: Uint8Array): BinaryenModule;
  getFunctionInfo(reference: number): { module: string; base: string };
  getExportInfo(reference: number): { name: string; value: string };
  getGlobalInfo(reference: number): { init: number };
  getExpressionInfo(reference: number): { value: number };
}

interface BinaryenModule {
  setFeatures(features: number): void;
  optimize(): void;
  removeExport(name: string): void;
  emitBinary(): Uint8Array;
  getExport(name: string): number;
  getNumExports(): number;
  getExportByIndex(index: number): number;
  getGlobal(name: string): number;
  getNumFunctions(): number;
  getFunctionByIndex(index: number): number;
}

const TOOLS = ["@yowasp/clang", "binaryen", "@gfx/zopfli"];

async function tool<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(KERNEL, "node_modules", path)).href)) as T;
}

interface Modules {
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
interface SideModule {
  readonly wasm: Uint8Array;
  /** Where its data begins, and how many bytes it has. */
  readonly base: number;
  readonly bytes: number;
}

/** @param checked whether the fast kernel is built to check its bounds (fast_bounds.h) */
async function compile(checked: boolean): Promise<Modules> {
  if (TOOLS.some((name) => !existsSync(join(KERNEL, "node_modules", name)))) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: KERNEL, stdio: "inherit" });
  }
  const { runClang, runLLVM } = await tool<Clang>("@yowasp/clang/gen/bundle.js");
  const { default: binaryen } = await tool<{ default: Binaryen }>("binaryen/index.js");

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
  await runLLVM(null, {}, { fetchProgress() {} }); // loads the compiler without its progress lines
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
  ): Promise<SideModule & { imports: string[]; exports: Record<string, true> }> => {
    const wasm = await built(
      source,
      "-Wl,--import-memory",
      "-Wl,--allow-undefined",
      `-Wl,--global-base=${base}`,
      "-Wl,--export=__heap_base",
      ...options,
    );
    const parsed = binaryen.readBinary(wasm);
    const imports = Array.from({ length: parsed.getNumFunctions() }, (_, i) =>
      binaryen.getFunctionInfo(parsed.getFunctionByIndex(i)),
    ).flatMap(({ module, base }) => (module === "env" ? [base] : []));
    const missing = imports.filter((name) => !(name in others));
    ensure(
      missing.length === 0,
      "build/hash",
      `${source} needs ${missing.join(", ")} of other modules`,
      "Add them to what is shared in scripts/build-kernel.ts.",
    );
    const end = binaryen.getExportInfo(parsed.getExport("__heap_base")).value;
    const { value } = binaryen.getExpressionInfo(binaryen.getGlobalInfo(parsed.getGlobal(end)).init);
    // Not by WebAssembly.Module: the running Node may not have relaxed SIMD.
    const names = Array.from(
      { length: parsed.getNumExports() },
      (_, i) => binaryen.getExportInfo(parsed.getExportByIndex(i)).name,
    );
    return {
      wasm,
      base,
      bytes: value - base,
      imports,
      exports: Object.fromEntries(names.map((name) => [name, true])),
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

/** Zopfli deflates to fewer bytes than zlib does. In a process of its own: it handles all of a process's errors, and is slow without tiers. */
const DEFLATE = `
  const bytes = require("node:fs").readFileSync(0);
  require("@gfx/zopfli").deflateAsync(bytes, { numiterations: 15 }).then((out) => process.stdout.write(out));`;

function deflate(wasm: Uint8Array): string {
  return execFileSync(process.execPath, ["-e", DEFLATE], { cwd: KERNEL, input: wasm }).toString("base64");
}
const deflated = (name: string, base64: string): string[] => [
  "/** What is here, deflated (RFC 1951), in base64. */",
  `export const ${name}_DEFLATED = "${base64}";`,
];
const hashed = (name: string, wasm: Uint8Array): string[] => [
  "/** sha256 of what is deflated below: a WebAssembly module, or two. */",
  `export const ${name}_SHA256 = "${sha256(wasm)}";`,
];
const generated = (...lines: string[]): string =>
  ["// Written by scripts/build-kernel.ts (npm run build:kernel); do not edit.", "", ...lines, ""].join("\n");

/** One file of results: what is compared and what is written. */
interface Result {
  readonly label: string;
  readonly wasm: Uint8Array;
  readonly path: string;
  readonly hash: string;
  /** The file, around the deflated module. */
  readonly text: (base64: string) => string;
}

function resultsOf({ plain, common, fast, vectors, fastVectors }: Modules): Result[] {
  const result = (name: string, label: string, wasm: Uint8Array, ...placed: string[]): Result => ({
    label,
    wasm,
    path: join(ENGINE, `${name.replace("_", "-")}.generated.ts`),
    hash: join(KERNEL, `${name}.sha256`),
    text: (base64) =>
      generated(...hashed(name.toUpperCase(), wasm), "", ...placed, ...deflated(name.toUpperCase(), base64)),
  });
  /** The same for a module that works in the plain kernel's memory. */
  const side = (
    name: string,
    label: string,
    { wasm, base, bytes }: SideModule,
    ...placed: string[]
  ): Result =>
    result(
      name,
      label,
      wasm,
      "/** Where its data begins in the plain kernel's memory, and how many bytes it has. */",
      `export const ${name.toUpperCase()}_BASE = ${base};`,
      `export const ${name.toUpperCase()}_BYTES = ${bytes};`,
      "",
      ...placed,
    );
  return [
    result("kernel", "kernel", plain),
    side(
      "fast_kernel",
      "common part and fast kernel",
      { ...fast, wasm: Buffer.concat([common, fast.wasm]) },
      "/** How many of the bytes are the plain kernel's common part; the fast kernel is the rest. */",
      `export const COMMON_LENGTH = ${common.length};`,
      "",
    ),
    side("vectors", "vectors", vectors),
    side("fast_vectors", "vectors beside the fast kernel", fastVectors),
  ];
}

const fusedText = (fused: Uint8Array): string =>
  generated(
    "/** The module of fused.c, in base64. */",
    `export const FUSED = "${Buffer.from(fused).toString("base64")}";`,
  );

/** No bytes, deflated. */
const EMPTY = "AwA=";

/** A file's text but for the deflated bytes, and what they inflate to. */
function committedParts(text: string): { readonly rest: string; readonly sha256: string } {
  const [whole, base64 = ""] = /_DEFLATED = "([^"]*)"/.exec(text) ?? [""];
  return { rest: text.replace(whole, ""), sha256: sha256(inflateRawSync(Buffer.from(base64, "base64"))) };
}

// The compiler runs for seconds: tiering 75 MB of it up costs more than it saves.
setFlagsFromString("--liftoff-only");

await runScript(async (args) => {
  const { flags } = readArguments(args, ["check", "checked"]);
  const modules = await compile(flags.checked);
  if (flags.checked) {
    mkdirSync(CHECKED, { recursive: true });
    const { plain, fast, fastVectors } = modules;
    writeFileSync(join(CHECKED, "fast.wasm"), fast.wasm);
    writeFileSync(join(CHECKED, "vectors.wasm"), fastVectors.wasm);
    const place = ({ base, bytes }: SideModule) => ({ base, bytes });
    writeFileSync(
      join(CHECKED, "fast.json"),
      JSON.stringify({ ...place(fast), vectors: place(fastVectors), plain: sha256(plain) }),
    );
    console.log(`the fast kernel that checks its bounds is in ${CHECKED}`);
    return;
  }
  for (const { label, wasm, path, hash: hashPath, text } of resultsOf(modules)) {
    const hash = sha256(wasm);
    const read = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
    const committed = read(hashPath).trim();
    if (flags.check) {
      const parts = committedParts(read(path));
      ensure(
        committed === hash && parts.sha256 === hash && parts.rest === committedParts(text(EMPTY)).rest,
        "build/hash",
        `the ${label}'s sources build ${hash}, which is not what is committed`,
        "after a wanted change: npm run build:kernel",
      );
    } else {
      writeFileSync(path, text(deflate(wasm)));
      writeFileSync(hashPath, `${hash}\n`);
    }
    const gzipped = gzipSync(wasm, { level: 9 }).length;
    console.log(
      `${label}: ${wasm.length} bytes, ${gzipped} gzipped, sha256 ${hash}, ${comparison(hash, committed)}`,
    );
  }
  const small = {
    [join(ENGINE, "fused.generated.ts")]: fusedText(modules.fused),
    ...Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [join(KERNEL, name), header()])),
  };
  for (const [path, text] of Object.entries(small)) {
    if (!flags.check) writeFileSync(path, text);
    else
      ensure(
        readFileSync(path, "utf8") === text,
        "build/hash",
        `${basename(path)} is not what is committed`,
        "after a wanted change: npm run build:kernel",
      );
  }
});
