/**
 * Bundles `psephos/groth16` to one file that a page imports without a bundler: dist/bundle/groth16.js. Part of
 * `npm run build`. Prints its size and fails above the budget.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes, gzipped, with the WebAssembly kernel in them. */
const BUDGET = 64_000;

const root = join(import.meta.dirname, "..");
const { outputFiles } = await build({
  entryPoints: [join(root, "src", "groth16", "index.ts")],
  outfile: join(root, "dist", "bundle", "groth16.js"),
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  legalComments: "none",
  banner: { js: "// Psephos, GPL-3.0-or-later" },
  write: false,
});
const { contents, path } = outputFiles[0]!;
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, contents);
const gzipped = gzipSync(contents, { level: 9 }).length;
console.log(`psephos/groth16: ${contents.length} bytes, ${gzipped} gzipped (budget ${BUDGET})`);
if (gzipped > BUDGET) process.exitCode = 1;
