/**
 * Compiles src/engine/kernel/*.c, as one translation unit, to one WebAssembly module and writes it, inlined, to src/engine/kernel.generated.ts;
 * its sha256 goes to src/engine/kernel/kernel.sha256. The same sources give the same bytes on every machine.
 *
 *   npm run build:kernel               build and write
 *   npm run build:kernel -- --check    build, write nothing, fail if what is committed differs
 *
 * The compiler (clang in WebAssembly, Binaryen) is pinned in src/engine/kernel/package.json and installed there on
 * the first run. Only the deflated text in kernel.generated.ts may differ between versions of zlib, so --check
 * compares what it inflates to.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { deflateRawSync, gzipSync, inflateRawSync } from "node:zlib";
import { ensure } from "../src/errors/index.js";
import { constantsHeader } from "./kernel-constants.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison, sha256 } from "./rebuild/hashes.js";

const ENGINE = join(import.meta.dirname, "..", "src", "engine");
const KERNEL = join(ENGINE, "kernel");
const GENERATED = join(ENGINE, "kernel.generated.ts");
const HASH = join(KERNEL, "kernel.sha256");
const HEADER = join(KERNEL, "constants.h");

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
// The stack lies below the data, so running out of it traps instead of overwriting.
const LINK = [
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--stack-first",
  "-Wl,-z,stack-size=131072",
  "-Wl,--strip-all",
];

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
  readBinary(bytes: Uint8Array): {
    setFeatures(features: number): void;
    optimize(): void;
    emitBinary(): Uint8Array;
  };
}

async function tool<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(KERNEL, "node_modules", path)).href)) as T;
}

async function compile(): Promise<Uint8Array> {
  if (!existsSync(join(KERNEL, "node_modules"))) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: KERNEL, stdio: "inherit" });
  }
  const { runClang, runLLVM } = await tool<Clang>("@yowasp/clang/gen/bundle.js");
  const { default: binaryen } = await tool<{ default: Binaryen }>("binaryen/index.js");

  const names = readdirSync(KERNEL).sort();
  const tree: Tree = {};
  for (const name of names)
    if (/\.(c|h|inc)$/.test(name)) tree[name] = readFileSync(join(KERNEL, name), "utf8");
  tree["constants.h"] = constantsHeader();
  tree["kernel.c"] = names.flatMap((name) => (name.endsWith(".c") ? `#include "${name}"\n` : [])).join("");
  await runLLVM(null, {}, { fetchProgress() {} }); // loads the compiler without its progress lines
  const built = await runClang(["clang", ...COMPILE, ...LINK, "kernel.c", "-o", "kernel.wasm"], tree).catch(
    () => {
      console.error("kernel: clang failed"); // its own words are above; its error holds every file
      process.exit(1);
    },
  );

  const module = binaryen.readBinary(built["kernel.wasm"] as Uint8Array);
  const { BulkMemory, BulkMemoryOpt, SignExt, MutableGlobals } = binaryen.Features;
  module.setFeatures(BulkMemory | BulkMemoryOpt | SignExt | MutableGlobals);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  module.optimize();
  return module.emitBinary();
}

function inlined(wasm: Uint8Array): string {
  return [
    "// Written by scripts/build-kernel.ts (npm run build:kernel); do not edit.",
    "",
    `/** sha256 of the WebAssembly module. */`,
    `export const KERNEL_SHA256 = "${sha256(wasm)}";`,
    "",
    "/** The module, deflated (RFC 1951), in base64. */",
    `export const KERNEL_DEFLATED = "${deflateRawSync(wasm, { level: 9 }).toString("base64")}";`,
    "",
  ].join("\n");
}

function committedWasm(): Uint8Array {
  const text = readFileSync(GENERATED, "utf8");
  const [, base64 = ""] = /KERNEL_DEFLATED = "([^"]*)"/.exec(text) ?? [];
  return inflateRawSync(Buffer.from(base64, "base64"));
}

// The compiler runs for seconds: tiering 75 MB of it up costs more than it saves.
setFlagsFromString("--liftoff-only");

await runScript(async (args) => {
  const { flags } = readArguments(args, ["check"]);
  const wasm = await compile();
  const hash = sha256(wasm);
  const committed = readFileSync(HASH, "utf8").trim();
  if (flags.check)
    ensure(
      committed === hash &&
        sha256(committedWasm()) === hash &&
        readFileSync(GENERATED, "utf8").includes(`KERNEL_SHA256 = "${hash}"`) &&
        readFileSync(HEADER, "utf8") === constantsHeader(),
      "build/hash",
      `the kernel's sources build ${hash}, which is not what is committed`,
      "after a wanted change: npm run build:kernel",
    );
  else {
    writeFileSync(HEADER, constantsHeader());
    writeFileSync(GENERATED, inlined(wasm));
    writeFileSync(HASH, `${hash}\n`);
  }
  const gzipped = gzipSync(wasm, { level: 9 }).length;
  console.log(
    `kernel: ${wasm.length} bytes, ${gzipped} gzipped, sha256 ${hash}, ${comparison(hash, committed)}`,
  );
});
