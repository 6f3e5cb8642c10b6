/** The kernel's compiler, Binaryen and Zopfli, pinned in src/engine/kernel/package.json and installed there on the first run. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const ENGINE = join(import.meta.dirname, "..", "..", "src", "engine");
export const KERNEL = join(ENGINE, "kernel");

export type Tree = Record<string, Uint8Array | string>;

/** The two tools are not in the root package, so their types are stated here as far as they are used. */
interface Clang {
  runClang(args: string[], files: Tree): Promise<Tree>;
  runLLVM(args: null, files: Tree, options: { fetchProgress(): void }): Promise<unknown> | undefined;
}
export interface Binaryen {
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

interface Tools {
  readonly runClang: Clang["runClang"];
  readonly binaryen: Binaryen;
}

/** The compiler and Binaryen, installed if they are not there. */
export async function loadTools(): Promise<Tools> {
  if (TOOLS.some((name) => !existsSync(join(KERNEL, "node_modules", name)))) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: KERNEL, stdio: "inherit" });
  }
  const { runClang, runLLVM } = await tool<Clang>("@yowasp/clang/gen/bundle.js");
  const { default: binaryen } = await tool<{ default: Binaryen }>("binaryen/index.js");
  await runLLVM(null, {}, { fetchProgress() {} }); // loads the compiler without its progress lines
  return { runClang, binaryen };
}

/** What a module says of itself. Not by WebAssembly.Module: the running Node may not have relaxed SIMD. */
interface Facts {
  /** The functions that it takes from other modules. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  /** Where its data ends. */
  readonly end: number;
}

export function factsOf(binaryen: Binaryen, wasm: Uint8Array): Facts {
  const module = binaryen.readBinary(wasm);
  const imports = Array.from({ length: module.getNumFunctions() }, (_, i) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(i)),
  ).flatMap(({ module, base }) => (module === "env" ? [base] : []));
  const exports = Array.from(
    { length: module.getNumExports() },
    (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name,
  );
  const global = binaryen.getExportInfo(module.getExport("__heap_base")).value;
  const { value } = binaryen.getExpressionInfo(binaryen.getGlobalInfo(module.getGlobal(global)).init);
  return { imports, exports, end: value };
}

/** Zopfli deflates to fewer bytes than zlib does. In a process of its own: it handles all of a process's errors, and is slow without tiers. */
const DEFLATE = `
  const bytes = require("node:fs").readFileSync(0);
  require("@gfx/zopfli").deflateAsync(bytes, { numiterations: 15 }).then((out) => process.stdout.write(out));`;

export function deflate(wasm: Uint8Array): string {
  return execFileSync(process.execPath, ["-e", DEFLATE], { cwd: KERNEL, input: wasm }).toString("base64");
}
