/**
 * Bundles src/engine/pool/worker-main.ts to one classic script and writes it, inlined, to
 * src/engine/pool/worker.generated.ts: `npm run build:worker`; with `-- --check` it writes nothing and fails if what is committed
 * differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const POOL = join(import.meta.dirname, "..", "src", "engine", "pool");
const GENERATED = join(POOL, "worker.generated.ts");

const { outputFiles } = await build({
  entryPoints: [join(POOL, "worker-main.ts")],
  bundle: true,
  write: false,
  format: "iife",
  platform: "neutral",
  target: "es2022",
  minify: true,
});
const source = outputFiles[0]!.text.trim();
const generated = [
  "// Written by scripts/build-worker.ts (npm run build:worker); do not edit.",
  "",
  "/** The worker's script, self-contained. */",
  `export const WORKER_SOURCE =\n  ${JSON.stringify(source)};`,
  "",
].join("\n");

if (!process.argv.includes("--check")) writeFileSync(GENERATED, generated);
else if (readFileSync(GENERATED, "utf8") !== generated) {
  console.error("worker: the source builds another script than what is committed; run npm run build:worker");
  process.exit(1);
}
console.log(`worker: ${source.length} bytes`);
