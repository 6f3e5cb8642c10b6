/** One file that a page imports without a bundler, from an entry of the sources. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
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
  /** Bytes, gzipped. */
  readonly budget: number;
}

/** Writes the bundle, prints its size, and says whether it is within the budget. */
export async function bundle({ name, entry, outfile, budget }: Bundle): Promise<boolean> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    outfile,
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
  const { contents, path } = outputFiles[0]!;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  const gzipped = gzipSync(contents, { level: 9 }).length;
  console.log(`${name}: ${contents.length} bytes, ${gzipped} gzipped (budget ${budget})`);
  return gzipped <= budget;
}
