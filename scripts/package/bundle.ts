/** What a page imports without a bundler, from an entry of the sources: one file, and another that it loads where the fast kernel runs. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** An uncaught error prints the whole line that it was thrown on: a line of all the code would hide the message. */
const LINE = 120;

const BANNER =
  "// Psephos, GPL-3.0-or-later. In it: @noble/hashes, MIT, Copyright (c) 2022 Paul Miller (https://paulmillr.com).";

export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly outfile: string;
  /** Bytes, gzipped: of the file itself, and with what it loads where the fast kernel runs. */
  readonly budget: { readonly plain: number; readonly fast: number };
}

/** Writes the bundle, its folder's only content, prints its size, and says whether it is within the budget. */
export async function bundle({ name, entry, outfile, budget }: Bundle): Promise<boolean> {
  const { outputFiles } = await build({
    entryPoints: [{ in: entry, out: basename(outfile, ".js") }],
    outdir: dirname(outfile),
    splitting: true, // only the fast kernel is imported when needed
    chunkNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    lineLimit: LINE,
    legalComments: "none",
    banner: { js: BANNER },
    // Tools that tell a module by the beginnings of its lines find this one; a line may begin with a kernel's `exports.` too.
    footer: { js: "export {};" },
    write: false,
  });
  rmSync(dirname(outfile), { recursive: true, force: true });
  mkdirSync(dirname(outfile), { recursive: true });
  const sizes = outputFiles.map(({ path, contents }) => {
    writeFileSync(path, contents);
    return { file: basename(path), gzipped: gzipSync(contents, { level: 9 }).length };
  });
  const total = (files: typeof sizes): number => files.reduce((sum, { gzipped }) => sum + gzipped, 0);
  const plain = total(sizes.filter(({ file }) => !file.startsWith("fast-kernel.generated")));
  const fast = total(sizes);
  for (const { file, gzipped } of sizes) console.log(`${name}: ${file}, ${gzipped} bytes gzipped`);
  console.log(
    `${name}: ${plain} without the fast kernel (budget ${budget.plain}), ${fast} with it (budget ${budget.fast})`,
  );
  return plain <= budget.plain && fast <= budget.fast;
}
