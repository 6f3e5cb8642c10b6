/**
 * Bundles src/engine/pool/worker-main.ts to one classic script and writes it, inlined, to
 * src/engine/pool/worker.generated.ts; its SHA-256 goes to build-hashes.json.
 *
 *   npm run build:worker               bundle and write
 *   npm run build:worker -- --check    bundle, write nothing, fail if what is committed differs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ensure } from "../src/errors/index.js";
import { readArguments, runScript } from "./rebuild/command.js";
import { comparison, readHashes, sha256, writeHashes } from "./rebuild/hashes.js";

const POOL = join(import.meta.dirname, "..", "src", "engine", "pool");
const GENERATED = join(POOL, "worker.generated.ts");

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(POOL, "worker-main.ts")],
    bundle: true,
    write: false,
    format: "iife",
    platform: "neutral",
    target: "es2022",
    minify: true,
  });
  return outputFiles[0]!.text.trim();
}

const inlined = (source: string): string =>
  [
    "// Written by scripts/build-worker.ts (npm run build:worker); do not edit.",
    "",
    "/** The worker's script, self-contained. */",
    `export const WORKER_SOURCE =\n  ${JSON.stringify(source)};`,
    "",
  ].join("\n");

await runScript(async (args) => {
  const { flags } = readArguments(args, ["check"]);
  const source = await bundle();
  const hash = sha256(source);
  const { worker: committed } = readHashes();
  if (flags.check)
    ensure(
      hash === committed && readFileSync(GENERATED, "utf8") === inlined(source),
      "build/hash",
      `the worker's sources build ${hash}, which is not what is committed`,
      "after a wanted change: npm run build:worker",
    );
  else {
    writeFileSync(GENERATED, inlined(source));
    writeHashes("worker", hash);
  }
  console.log(`worker: ${source.length} bytes, sha256 ${hash}, ${comparison(hash, committed)}`);
});
