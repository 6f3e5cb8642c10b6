/**
 * `npm run release -- VERSION [--dry-run]`: makes build/release/ for a version. It writes the version into every workspace and the
 * changelog, builds again what is committed and compares it, packs what is published, checks the tarballs (checks.ts has the list),
 * and writes provenance and hashes.
 * It publishes nothing and commits nothing. With --dry-run the edited files are put back at the end.
 */
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { PsephosError, Refusal } from "../src/errors/index.js";
import { ROOT } from "./package/tarball.js";
import { checksOf, TREE_CHECKS } from "./release/checks.js";
import { makeRelease } from "./release/run.js";

const OUT = join(ROOT, "build", "release");
/** Runs an npm script, and says how long it took. */
const script = (name: string, ...args: readonly string[]): void => {
  const started = performance.now();
  console.log(`\n== ${[name, ...args].join(" ")}`);
  execFileSync("npm", ["run", "--silent", name, "--", ...args], { cwd: ROOT, stdio: "inherit" });
  console.log(`-- ${((performance.now() - started) / 1000).toFixed(0)} s`);
};

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "dry-run": { type: "boolean", default: false } },
  });
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0)
    throw new Refusal("release/usage", "give one version: npm run release -- 1.2.3 [--dry-run]");
  const dryRun = values["dry-run"];
  const files = makeRelease({
    root: ROOT,
    version,
    date: new Date().toISOString().slice(0, 10),
    out: OUT,
    dryRun,
    checkTree() {
      for (const [name, ...args] of TREE_CHECKS) script(name, ...args);
    },
    check(tarball) {
      for (const [name, ...args] of checksOf(basename(tarball))) script(name, ...args, tarball);
    },
  });
  console.log(`\n${OUT}\n${files.map((name) => `  ${name}`).join("\n")}`);
  console.log(
    dryRun
      ? "A dry run: no file of the tree has changed."
      : `Next: read the changes, commit them, run .ci/run on the commit, and tag it v${version}. Nothing was published.`,
  );
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.message} [${error.code}]${error.hint ? ` ${error.hint}` : ""}`);
  process.exitCode = 1;
}
