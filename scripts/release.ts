/**
 * `npm run release -- VERSION [--dry-run]`: makes build/release/ for a version. It writes the version into every workspace and the
 * changelog, packs what is published, checks the tarballs, rebuilds the kernel and compares it, and writes provenance and hashes.
 * It publishes nothing and commits nothing. With --dry-run the edited files are put back at the end.
 */
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { PsephosError, Refusal } from "../src/errors/index.js";
import { ROOT } from "./package/tarball.js";
import { makeRelease } from "./release/run.js";

const OUT = join(ROOT, "build", "release");
const script = (name: string, ...args: readonly string[]): void => {
  execFileSync("npm", ["run", "--silent", name, "--", ...args], { cwd: ROOT, stdio: "inherit" });
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
    check(tarball) {
      script("build:kernel", "--check");
      if (basename(tarball).startsWith("psephos-groth16-")) return script("check:groth16", tarball);
      script("check:package", tarball);
      script("check:size", tarball);
    },
  });
  console.log(`\n${OUT}\n${files.map((name) => `  ${name}`).join("\n")}`);
  console.log(
    dryRun
      ? "A dry run: no file of the tree has changed."
      : `Next: read the changes, commit them, tag the commit v${version}. Nothing was published.`,
  );
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.message} [${error.code}]${error.hint ? ` ${error.hint}` : ""}`);
  process.exitCode = 1;
}
