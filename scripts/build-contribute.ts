/**
 * Bundles the contributor's page, web/contribute/, to dist/contribute/: static files for any web host. Part of
 * `npm run build`. With `-- FOLDER` it writes there.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const root = join(import.meta.dirname, "..");
const page = join(root, "web", "contribute");
const out = process.argv[2] ?? join(root, "dist", "contribute");
if (!process.argv[2]) rmSync(out, { recursive: true, force: true });
const common: BuildOptions = {
  outdir: out,
  bundle: true,
  platform: "browser",
  target: "es2022",
  minify: true,
  legalComments: "none",
  banner: { js: "// Psephos, GPL-3.0-or-later" },
};
// Each language is a file of its own, of which a visit loads one.
await build({
  ...common,
  entryPoints: [join(page, "main.tsx")],
  format: "esm",
  splitting: true,
  chunkNames: "words/[name]-[hash]",
  jsx: "automatic",
  jsxImportSource: "preact",
});
await build({ ...common, entryPoints: [join(page, "worker.ts")], format: "iife" });
copyFileSync(join(page, "index.html"), join(out, "index.html"));
const shared = join(root, "web", "shared");
copyFileSync(join(shared, "icon.svg"), join(out, "icon.svg"));
const styles = [shared, page].map((folder) => readFileSync(join(folder, "style.css"), "utf8"));
writeFileSync(join(out, "style.css"), styles.join("\n"));
console.log(`the contributor's page: ${out}`);
