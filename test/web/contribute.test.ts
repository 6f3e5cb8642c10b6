import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Bytes, gzipped, of all that a contributor's browser loads: both kernels, and their modules for vectors of points, are in the one worker. */
const BUDGET = 180_000;

describe("web: the contributor's page", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-contribute-"));
    execFileSync(process.execPath, ["--import", "tsx", "scripts/build-contribute.ts", folder], { cwd: ROOT });
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("is a few static files, without Node's modules, within its budget", () => {
    const all = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
    const words = all.filter((name) => name.startsWith("words"));
    assert.deepEqual(all.filter((name) => !words.includes(name)).sort(), [
      ...["icon.svg", "index.html", "main.js", "style.css", "worker.js"],
    ]);
    // Each language: the frame's words and the page's own. A visit loads one language, here the largest.
    assert.deepEqual(words.map((name) => name.slice("words/".length, "words/en".length)).sort(), [
      "ar",
      "ar",
      "ca",
      "ca",
      "en",
      "en",
      "es",
      "es",
    ]);
    const sizeOf = (name: string) => gzipSync(read(name)).length;
    const sum = (names: readonly string[]) => names.reduce((total, name) => total + sizeOf(name), 0);
    const ofLanguage = ["ar", "ca", "en", "es"].map((tag) =>
      sum(words.filter((name) => name.startsWith(`words/${tag}-`))),
    );
    const total = sum(all.filter((name) => !words.includes(name))) + Math.max(...ofLanguage);
    assert.ok(total < BUDGET, `${total} bytes`);
    for (const name of all.filter((name) => name.endsWith(".js")))
      assert.doesNotMatch(read(name), /(from|import|require\()\s*["']node:/);
  });

  it("allows no script but its own, and no form to send what is typed", () => {
    const html = read("index.html");
    assert.match(
      html,
      /content-security-policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /,
    );
    assert.match(html, /form-action 'none'/);
    assert.doesNotMatch(
      html,
      /unsafe-inline|'unsafe-eval'|\son[a-z]+=|<script(?! type="module" src="main\.js")/,
    );
  });
});
