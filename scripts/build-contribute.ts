/**
 * Bundles the contributor's page, web/contribute/, to dist/contribute/: static files for any web host. Part of
 * `npm run build`. With `-- FOLDER` it writes there.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const page = join(root, "web", "contribute");
const out = process.argv[2] ?? join(root, "dist", "contribute");
mkdirSync(out, { recursive: true });
for (const [name, format] of [
  ["page", "esm"],
  ["worker", "iife"],
] as const)
  await build({
    entryPoints: [join(page, `${name}.ts`)],
    outfile: join(out, `${name}.js`),
    bundle: true,
    format,
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    banner: { js: "// Psephos, GPL-3.0-or-later" },
  });
for (const name of ["index.html", "page.css"]) copyFileSync(join(page, name), join(out, name));
console.log(`the contributor's page: ${out}`);
