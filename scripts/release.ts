/**
 * `npm run release -- VERSION [--dry-run]`: makes build/release/ for a version. It writes the version into every workspace and the
 * changelog, builds again what is committed and compares it, packs what is published, checks the tarballs (checks.ts has the list),
 * and writes the pages, provenance and hashes.
 * It publishes nothing and commits nothing. With --dry-run the edited files are put back at the end.
 */
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { PsephosError, Refusal } from "../src/errors/index.js";
import { ROOT } from "./package/tarball.js";
import { checksOf, runCheck, TREE_CHECKS } from "./release/checks.js";
import { makePages } from "./release/pages.js";
import { makeRelease } from "./release/run.js";

const OUT = join(ROOT, "build", "release");
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "dry-run": { type: "boolean", default: false } },
  });
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0)
    throw new Refusal("release/usage", "give one version: npm run release -- 1.2.3 [--dry-run]");
  const dryRun = values["dry-run"];
  const pages = await makePages(version, (folder) => runCheck(ROOT, ["build:web", "--outDir", folder]));
  const files = makeRelease({
    root: ROOT,
    version,
    date: new Date().toISOString().slice(0, 10),
    out: OUT,
    dryRun,
    pages,
    checkTree() {
      for (const check of TREE_CHECKS) runCheck(ROOT, check);
    },
    check(tarball) {
      for (const check of checksOf(basename(tarball))) runCheck(ROOT, [...check, tarball]);
    },
  });
  console.log(`\n${OUT}\n${files.map((name) => `  ${name}`).join("\n")}`);
  console.log(`The pages: ipfs://${pages.cid}, SHA3-256 of their manifest ${pages.manifest}`);
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
