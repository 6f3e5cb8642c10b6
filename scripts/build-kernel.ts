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
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { gzipSync } from "node:zlib";
import { ensure } from "../src/errors/index.js";
import { compile, HEADERS, type SideModule } from "./kernel/compile.js";
import { committedParts, EMPTY, fusedText, resultsOf } from "./kernel/results.js";
import { deflate, ENGINE, KERNEL } from "./kernel/tools.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison, ROOT, sha256 } from "./rebuild/hashes.js";

const CHECKED = join(ROOT, "build", "checked-kernel");

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
