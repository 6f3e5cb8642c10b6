// A release, made in a small repository of the same shape with real git and npm.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type MadePages, makePages } from "../../scripts/release/pages.js";
import { makeRelease, type ReleaseOptions } from "../../scripts/release/run.js";
import { assertLater, kernelProvenance, releaseChangelog, withPages } from "../../scripts/release/texts.js";
import { contentHash, makePageManifest } from "../../src/process/index.js";
import { coded } from "../groth16/support/errors.js";

const PAGES_SOURCE = "export const RELEASED_PAGES: ReleasedPages | undefined = ";
const FILES: Record<string, string> = {
  "package.json": JSON.stringify({ name: "sample", version: "0.1.0", workspaces: ["packages/*", "web"] }),
  "packages/extra/package.json": JSON.stringify({
    ...{ name: "sample-extra", version: "0.1.0" },
    peerDependencies: { sample: "0.1.0", other: "2.0.0" },
  }),
  "web/package.json": JSON.stringify({ name: "sample-web", version: "0.1.0", private: true }),
  "package-lock.json": JSON.stringify({
    name: "sample",
    version: "0.1.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "sample", version: "0.1.0" },
      "node_modules/other": { version: "0.1.0" },
      web: { name: "sample-web", version: "0.1.0" },
    },
  }),
  "examples/page/package.json": JSON.stringify({ dependencies: { other: "0.1.0", sample: "0.1.0" } }),
  "examples/voters.csv": "commitment,weight\n",
  "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- a change\n\n## 0.1.0 (2026-01-01)\n\n- the first\n",
  "src/engine/kernel/a.c": "int a;\n",
  "src/engine/kernel/b.h": "int b;\n",
  "src/engine/kernel/c.inc": "int c;\n",
  "src/engine/kernel/package.json": JSON.stringify({ devDependencies: { clang: "22.0.0" } }),
  "src/engine/kernel/kernel.sha256": `${"ab".repeat(32)}\n`,
  "src/cli/audit/released-pages.ts": `${PAGES_SOURCE}undefined;\n`,
  ".gitignore": "build/\n",
};

describe("release", () => {
  let root: string;
  let pages: MadePages;
  /** Pages of two files; `more` is of the folder that they are built in. */
  const build = (more: (folder: string) => string) => (folder: string) => {
    const files = { "vote/index.html": "<!doctype html>", "assets/a.js": more(folder) };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const listed = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
    writeFileSync(join(folder, "pages.json"), makePageManifest(listed));
  };
  before(async () => {
    pages = await makePages(
      "0.2.0",
      build(() => "1;"),
    );
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "psephos-release-"));
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const read = (name: string) => readFileSync(join(root, name), "utf8");
  const release = (changes: Partial<ReleaseOptions> = {}) =>
    makeRelease({
      root,
      version: "0.2.0",
      date: "2026-02-03",
      out: join(root, "build", "release"),
      dryRun: false,
      pages,
      checkTree: () => {},
      check: () => {},
      ...changes,
    });

  it("writes versions and changelog, packs what is not private, and hashes it", () => {
    const checked: string[] = [];
    const files = release({ check: (tarball) => void checked.push(tarball) });
    assert.deepEqual(files, [
      ...["sample-0.2.0.tgz", "sample-extra-0.2.0.tgz", "psephos-pages-0.2.0.car", "psephos-pages.json"],
      ...["provenance.json", "SHA256SUMS"],
    ]);
    assert.equal(checked.length, 2);
    for (const name of ["package.json", "packages/extra/package.json", "web/package.json"])
      assert.equal(JSON.parse(read(name)).version, "0.2.0", name);
    assert.deepEqual(JSON.parse(read("packages/extra/package.json")).peerDependencies, {
      sample: "0.2.0",
      other: "2.0.0",
    });
    assert.deepEqual(JSON.parse(read("examples/page/package.json")).dependencies, {
      other: "0.1.0",
      sample: "0.2.0",
    });
    const lock = JSON.parse(read("package-lock.json"));
    assert.deepEqual(
      [lock.version, lock.packages[""].version, lock.packages.web.version],
      ["0.2.0", "0.2.0", "0.2.0"],
    );
    assert.equal(lock.packages["node_modules/other"].version, "0.1.0");
    assert.match(
      read("CHANGELOG.md"),
      /## Unreleased\n\n## 0\.2\.0 \(2026-02-03\)\n\n- a change\n\n## 0\.1\.0/,
    );
    const provenance = JSON.parse(read("build/release/provenance.json"));
    assert.equal(provenance.commit, git("rev-parse", "HEAD"));
    assert.deepEqual(provenance.kernel.compiler, { clang: "22.0.0" });
    assert.equal(provenance.kernel.output, "ab".repeat(32));
    assert.deepEqual(provenance.pages, { manifest: pages.manifest, cid: pages.cid });
    const manifest = readFileSync(join(root, "build/release/psephos-pages.json"));
    assert.equal(pages.manifest, contentHash(manifest));
    const { manifest: hash, cid } = pages;
    const written = `${PAGES_SOURCE}{\n  version: "0.2.0",\n  manifest: "${hash}",\n  cid: "${cid}",\n};\n`;
    assert.equal(read("src/cli/audit/released-pages.ts"), written);
    const later = withPages(written, { version: "0.3.0", manifest: "ab", cid: "bafy" });
    assert.equal(later, `${PAGES_SOURCE}{\n  version: "0.3.0",\n  manifest: "ab",\n  cid: "bafy",\n};\n`);
    assert.throws(() => withPages("", pages), coded("release/pages"));
    const source = readFileSync(new URL("../../src/cli/audit/released-pages.ts", import.meta.url), "utf8");
    assert.match(withPages(source, pages), new RegExp(cid));
    // The system's own tool agrees with every hash, and notices a change.
    const verify = () =>
      execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: join(root, "build/release"), stdio: "pipe" });
    verify();
    writeFileSync(join(root, "build/release/sample-0.2.0.tgz"), "changed");
    assert.throws(verify);
  });

  it("refuses pages that have something of the place where they were built", async () => {
    const again = await makePages(
      "0.2.0",
      build(() => "1;"),
    );
    assert.deepEqual(again, pages);
    await assert.rejects(
      makePages(
        "0.2.0",
        build((folder) => folder),
      ),
      coded("release/pages"),
    );
  });

  it("hashes the kernel's sources as sha256sum does", () => {
    const folder = join(root, "src/engine/kernel");
    const shell = execFileSync("sh", ["-c", "sha256sum *.c *.h *.inc | sha256sum"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(kernelProvenance(folder).sources, shell.slice(0, 64));
    writeFileSync(join(folder, "a.c"), "int other;\n");
    assert.notEqual(kernelProvenance(folder).sources, shell.slice(0, 64));
  });

  it("leaves the tree as it was after a dry run, and after a check that fails", () => {
    release({ dryRun: true });
    assert.equal(git("status", "--porcelain"), "");
    assert.ok(existsSync(join(root, "build/release/sample-0.2.0.tgz")));
    const check = () => {
      throw new Error("not fit");
    };
    assert.throws(() => release({ check }), /not fit/);
    assert.equal(git("status", "--porcelain"), "");
    const checkTree = () => {
      assert.equal(JSON.parse(read("package.json")).version, "0.2.0");
      throw new Error("not fit");
    };
    assert.throws(() => release({ checkTree }), /not fit/);
    assert.deepEqual(readdirSync(join(root, "build/release")), []);
    assert.equal(git("status", "--porcelain"), "");
    assert.ok(!existsSync(join(root, "build/release/SHA256SUMS")));
  });

  it("refuses a tree with changes, an old version, and a changelog that says nothing", () => {
    assert.throws(() => release({ version: "0.1.0" }), coded("release/version"));
    writeFileSync(join(root, "note.txt"), "a");
    assert.throws(() => release(), coded("release/not-clean"));
    const empty = "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-01)\n";
    assert.throws(() => releaseChangelog(empty, "0.2.0", "2026-02-03"), coded("release/changelog"));
    assert.throws(() => releaseChangelog("# Changelog\n", "0.2.0", "2026-02-03"), coded("release/changelog"));
  });

  it("orders versions as semver does", () => {
    const order = [
      "0.1.0",
      "0.1.1-alpha",
      "0.1.1-alpha.1",
      "0.1.1-alpha.beta",
      "0.1.1-beta.2",
      "0.1.1-beta.11",
      "0.1.1",
      "0.2.0",
      "0.10.0",
      "1.0.0",
    ];
    for (const [i, low] of order.entries())
      for (const [j, high] of order.entries()) {
        if (j > i) assertLater(low, high);
        else assert.throws(() => assertLater(low, high), coded("release/version"), `${low} ${high}`);
      }
    for (const wrong of ["", "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3 ", "1.2.3\n"])
      assert.throws(() => assertLater("0.1.0", wrong), coded("release/version"), wrong);
  });
});
