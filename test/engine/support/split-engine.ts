/** The engine as a page has it: a folder of modules, engine.mjs and one for each kernel. */
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("../../../src/engine/index.ts", import.meta.url));

/** Writes it to a new folder, which the caller removes. */
export async function splitEngine(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-engine-"));
  await build({
    entryPoints: [{ in: ENTRY, out: "engine" }],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    splitting: true,
    chunkNames: "[name]",
    bundle: true,
    format: "esm",
    platform: "neutral",
    logLevel: "error",
  });
  return folder;
}

/** The path of the module whose name begins so. */
export const moduleIn = (folder: string, start: string): string =>
  join(folder, readdirSync(folder).find((name) => name.startsWith(start))!);
