/**
 * Builds the package `psephos-groth16` from the same sources: packages/groth16/dist/ with the bundle, the same as
 * a single file, and the declarations that they need, and beside it the licence and the guide. `npm run build:groth16`, which packing runs by itself.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { bundle, bundleSingle } from "./package/bundle.js";
import { ROOT } from "./package/tarball.js";

const PACKAGE = join(ROOT, "packages", "groth16");
const DIST = join(PACKAGE, "dist");
const ENTRY = join(PACKAGE, "src", "main", "index");

/** Copies a declaration and those that it imports, from `root` to the package. */
function copyDeclarations(root: string, file: string, done = new Set<string>()): void {
  if (done.has(file)) return;
  done.add(file);
  cpSync(file, join(DIST, "types", relative(root, file)));
  for (const [, fileName = ""] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"([^"]+)"/g)) {
    if (!fileName.startsWith(".")) throw new Error(`${file} needs the types of ${fileName}`);
    copyDeclarations(root, resolve(dirname(file), fileName.replace(/\.js$/, ".d.ts")), done);
  }
}

rmSync(DIST, { recursive: true, force: true });
const within = await bundle({
  name: "psephos-groth16",
  entry: `${ENTRY}.ts`,
  outfile: join(DIST, "index.js"),
  budget: 70_300,
  line: 120,
});
await bundleSingle(`${ENTRY}.ts`, join(DIST, "single.js"));
const scratch = mkdtempSync(join(tmpdir(), "psephos-types-"));
try {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  execFileSync("node", [tsc, "-p", join(PACKAGE, "tsconfig.build.json"), "--outDir", scratch], {
    stdio: "inherit",
  });
  copyDeclarations(scratch, join(scratch, `${relative(ROOT, ENTRY)}.d.ts`));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
copyFileSync(join(ROOT, "LICENSE"), join(PACKAGE, "LICENSE"));
copyFileSync(join(ROOT, "docs", "groth16.md"), join(PACKAGE, "GUIDE.md"));
if (!within) process.exitCode = 1;
