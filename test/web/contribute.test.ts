import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Bytes, gzipped, of all that a contributor's browser loads. */
const BUDGET = 140_000;

describe("web: the contributor's page", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-contribute-"));
    execFileSync(process.execPath, ["--import", "tsx", "scripts/build-contribute.ts", folder], { cwd: ROOT });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is a few static files, without Node's modules, within its budget", () => {
    const names = readdirSync(folder).sort();
    assert.deepEqual(names, ["index.html", "page.css", "page.js", "worker.js"]);
    const sizes = names.map((name) => gzipSync(readFileSync(join(folder, name))).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total < BUDGET, `${total} bytes`);
    for (const name of ["page.js", "worker.js"])
      assert.doesNotMatch(readFileSync(join(folder, name), "utf8"), /(from|import|require\()\s*["']node:/);
  });

  it("allows no script but its own, and no form to send what is typed", () => {
    const html = readFileSync(join(folder, "index.html"), "utf8");
    assert.match(
      html,
      /content-security-policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /,
    );
    assert.match(html, /form-action 'none'/);
    assert.doesNotMatch(
      html,
      /unsafe-inline|'unsafe-eval'|\son[a-z]+=|<script(?! type="module" src="page\.js")/,
    );
  });
});
