/** What a page imports without a bundler, from an entry of the sources: one file, and the kernels beside it, of which it loads one. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { minify } from "terser";

/** Characters of a line: an uncaught error prints the whole line that it was thrown on, and a line of all the code would hide the message. Longer ones compress better. */
const LINE = 1000;

const LICENCE = "// Psephos, GPL-3.0-or-later.";
const OTHERS = " In it: @noble/hashes, MIT, Copyright (c) 2022 Paul Miller (https://paulmillr.com).";

export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly outfile: string;
  /** Bytes, gzipped: of the file itself with the kernel that it loads, whichever it is. */
  readonly budget: number;
  /** Characters of a line. */
  readonly line?: number;
}

const OPTIONS = {
  bundle: true,
  // Only setups load it, and they are in no bundle.
  external: ["*/vectors.generated.js", "*/fast-vectors.generated.js"],
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  lineLimit: LINE,
  legalComments: "none",
  banner: { js: LICENCE + OTHERS },
} as const satisfies BuildOptions;

/** Tools that tell a module by the beginnings of its lines find this one; a line may begin with a kernel's `exports.` too. */
const MODULE = "\nexport {};\n";

/** Terser writes what esbuild has made in fewer bytes, gzipped by 5 per cent. */
async function shortened(text: string, line: number): Promise<string> {
  const { code } = await minify(text, {
    module: true,
    ecma: 2020,
    compress: { passes: 2 },
    format: { max_line_len: line, comments: /GPL/ },
  });
  return code + MODULE;
}

/** Writes the bundle, its folder's only content, prints its size, and says whether it is within the budget. */
export async function bundle({ name, entry, outfile, budget, line = LINE }: Bundle): Promise<boolean> {
  const { outputFiles } = await build({
    ...OPTIONS,
    lineLimit: line,
    entryPoints: [{ in: entry, out: basename(outfile, ".js") }],
    outdir: dirname(outfile),
    splitting: true, // only the kernel that runs is loaded
    chunkNames: "[name]-[hash]",
    write: false,
  });
  rmSync(dirname(outfile), { recursive: true, force: true });
  mkdirSync(dirname(outfile), { recursive: true });
  const sizes: { file: string; gzipped: number }[] = [];
  for (const { path, text } of outputFiles) {
    // A kernel in lines compresses worse, and throws nothing; and it is ours alone.
    const written = path.includes("kernel.generated")
      ? text.replaceAll("\\\n", "").replace(LICENCE + OTHERS, LICENCE) + MODULE
      : await shortened(text, line);
    writeFileSync(path, written);
    sizes.push({ file: basename(path), gzipped: gzipSync(written, { level: 9 }).length });
  }
  /** What is loaded where the other kernel does not run. */
  const without = (other: string): number =>
    sizes.reduce((sum, { file, gzipped }) => sum + (file.startsWith(other) ? 0 : gzipped), 0);
  const [plain, fast] = [without("fast-kernel.generated"), without("kernel.generated")];
  for (const { file, gzipped } of sizes) console.log(`${name}: ${file}, ${gzipped} bytes gzipped`);
  console.log(`${name}: ${plain} with the plain kernel, ${fast} with the fast one (budget ${budget})`);
  return Math.max(plain, fast) <= budget;
}

/** Writes all of it as one file, with both kernels, for where nothing can be loaded later. */
export async function bundleSingle(entry: string, outfile: string): Promise<void> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [entry], outfile, write: false });
  writeFileSync(outfile, await shortened(outputFiles[0]!.text, LINE));
}
