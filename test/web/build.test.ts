// The built pages: their size, and that they ask nobody and allow nothing inline.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { checkPages } from "../../src/audit/index.js";
import { openPages } from "../../src/cli/audit/page-door.js";
import { FAST_KERNEL_DEFLATED } from "../../src/engine/fast-kernel.generated.js";
import { KERNEL_DEFLATED } from "../../src/engine/kernel.generated.js";
import { parsePageManifest } from "../../src/process/index.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** KB that a page's own code may have, compressed. */
const BUDGET = 150;
/**
 * What only some need, and is loaded when they do: the audit's worker; that for contracts, of an organiser's wallet; that for receipts and the code for validators, on a chain with several; what
 * wallets and invitations sign and show; votes by name, in files, with a part of the weight; relays; libp2p; votes that wait; the QR code of a receipt. {@link LATER} has what the last ones come to.
 */
const SOME =
  /(?:(?:audit|contracts|receipt)-worker|registering|signing|commit-receipt|proven-validators|validators|named|wallet-list|code|file|weight|network|relays|qr|peers|strangers|random|binary-fetch|later|waiting-votes|memory)-/;
/** KB of the voter's page that come besides, where they are used. */
const LATER: readonly (readonly [what: string, pattern: RegExp, most: number])[] = [
  ["through a relay", /^(?:relays|network|validators|strangers|binary-fetch)-/, 25],
  ["over libp2p, if no node answers over HTTP", /^(?:known-peers|peers|strangers|random|binary-fetch)-/, 110],
  ["on a chain of several validators", /^(?:commit-receipt|proven-validators|validators)-/, 11],
  ["with a vote that waits", /^(?:later|waiting-votes)-/, 4],
  ["for the QR code of a receipt", /^qr-/, 5],
  ["with a vote in a file", /^file-/, 2],
  ["with a wallet, an invitation or a new code", /^(?:code|signing|registering)-/, 5],
];
const PAGES = ["vote", "observe", "check", "organise"];

describe("pages: the build", () => {
  let folder: string;
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  before(function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), "psephos-web-"));
    const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
    execFileSync(process.execPath, [vite, "build", "web", "--outDir", folder, "--emptyOutDir"], {
      cwd: ROOT,
      stdio: "pipe",
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What a page loads: its scripts and styles, and what they name. One language: the largest. */
  function loaded(page: string): string[] {
    const found = new Set<string>();
    const visit = (name: string) => {
      if (found.has(name) || name === "sw.js" || name.startsWith("assets/classic-")) return;
      found.add(name);
      for (const [, other] of read(name).matchAll(/["'`(]((?:\.{1,2}\/)[\w./-]+\.(?:js|css))["'`)]/g))
        visit(posix.normalize(posix.join(dirname(name), other!)));
      for (const [, other] of read(name).matchAll(/["'`](assets\/[\w.-]+\.js)["'`]/g)) visit(other!);
      for (const [, other] of read(name).matchAll(
        /["'`]((?:audit-|contracts-|receipt-)?worker-[\w-]+\.js)["'`]/g,
      ))
        visit(`assets/${other}`);
    };
    visit(`${page}/index.html`);
    // The shared messages, and a page's own: the files of the largest language.
    const filesOf = (language: string) => [...found].filter((name) => name.includes(`/${language}-`));
    const sizeOf = (language: string) =>
      filesOf(language).reduce((sum, name) => sum + Buffer.byteLength(read(name)), 0);
    const languages = ["en", "ca", "es", "ar"].sort((a, b) => sizeOf(b) - sizeOf(a));
    for (const language of languages) assert.ok(filesOf(language).length > 0, language);
    for (const language of languages.slice(1)) for (const name of filesOf(language)) found.delete(name);
    // The organiser's page needs QR codes at once.
    return [...found].filter((name) => !SOME.test(name) || (page === "organise" && /\/qr-/.test(name)));
  }
  /** Compressed, without the kernels, which are compiled C and belong to the artifacts. */
  const compressed = (name: string): number =>
    gzipSync(read(name).replace(KERNEL_DEFLATED, "").replace(FAST_KERNEL_DEFLATED, ""), { level: 9 }).length;
  /** The files of each page, lazy ones too, as the service worker keeps them. */
  const kept = (): Record<string, string[]> => {
    const [, written] = /(\{"?vote"?:\[.*?\]\})/s.exec(read("sw.js"))!;
    return new Function(`return ${written}`)();
  };
  /** What the voter's page has of a lazy part; of words those of the largest language. */
  const partOf = (pattern: RegExp): number => {
    const names = kept()
      .vote!.map((name) => posix.basename(name))
      .filter((name) => pattern.test(name) && name.endsWith(".js"));
    const words = names.filter((name) => /-(?:en|ca|es|ar)-/.test(name));
    const others = names.filter((name) => !words.includes(name)).map((name) => compressed(`assets/${name}`));
    return (
      Math.max(0, ...words.map((name) => compressed(`assets/${name}`))) + others.reduce((a, b) => a + b, 0)
    );
  };

  for (const page of PAGES)
    it(`keeps ${page} within ${BUDGET} KB`, () => {
      const files = loaded(page);
      assert.ok(
        files.some((name) => name.includes("worker-")),
        files.join(" "),
      );
      const bytes = files.map(compressed);
      const total = bytes.reduce((sum, size) => sum + size, 0);
      assert.ok(
        total <= BUDGET * 1000,
        `${total} bytes: ${files.map((name, i) => `${name} ${bytes[i]}`).join(", ")}`,
      );
    });

  for (const [what, pattern, most] of LATER)
    it(`loads within ${most} KB more ${what}, and not before`, () => {
      const bytes = partOf(pattern);
      assert.ok(bytes > 0 && bytes <= most * 1000, `${bytes} bytes`);
      const imported = loaded("vote").flatMap((name) =>
        [...read(name).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+)["'`]/g)].map(([, other]) => other!),
      );
      assert.ok(imported.length > 0);
      assert.deepEqual(
        imported.filter((name) => pattern.test(name)),
        [],
      );
    });

  it("has nothing inline, and a policy that allows nothing inline", () => {
    for (const page of PAGES) {
      const html = read(`${page}/index.html`);
      const policy = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html)![1]!;
      assert.match(policy, /^default-src 'none'; script-src 'self'/);
      assert.ok(!/unsafe-inline|'unsafe-eval'|data:|\*(?!;|\s|$)/.test(policy.replaceAll(":*", "")), policy);
      assert.ok(!/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/.test(html), page);
      for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(address!, /^\.\.\//);
    }
  });

  it("names each file in its manifest, with the hash that an audit compares", async () => {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
    const { files } = parsePageManifest(readFileSync(join(folder, "pages.json")));
    assert.deepEqual(
      files.map(({ name }) => name),
      names.filter((name) => name !== "pages.json").sort(),
    );
    const door = await openPages(folder, new AbortController().signal);
    assert.equal((await checkPages(door, { expected: [] })).figures!.files, files.length);
  });

  it("says where nothing of it runs that it has not started: by a script of the old kind", () => {
    for (const page of PAGES) {
      const html = read(`${page}/index.html`);
      const [, script] =
        /<script defer src="\.\.\/(assets\/started-[\w-]+\.js)" data-classic="[^"]+"><\/script>/.exec(html)!;
      assert.ok(!/\b(?:import|export)\b/.test(read(script!)));
      assert.match(html, /<div id="page">.*<main class="unstarted width"><h1>/);
      assert.ok(!/<link rel="stylesheet"[^>]*crossorigin/.test(html));
    }
  });

  it("has a script of the old kind for each page that is a file: whole, and in no visit's way", () => {
    for (const page of PAGES) {
      const html = read(`${page}/index.html`);
      const [, name] = / data-classic="\.\.\/(assets\/classic-[\w-]+\.js)"/.exec(html)!;
      assert.ok(name!.startsWith(`assets/classic-${page}-`));
      const script = read(name!);
      assert.doesNotThrow(() => new Function(script));
      assert.ok(!/\bimport\.meta\b|\bimport\(["'`.]|<style|createElement\("style"\)/.test(script), name);
      assert.ok(!html.includes(`src="../${name}"`) && !read("sw.js").includes(name!), name);
    }
  });

  it("names every file of the build in the service worker, but for those scripts", () => {
    const worker = read("sw.js");
    for (const name of readdirSync(join(folder, "assets")))
      assert.ok(name.startsWith("classic-") !== worker.includes(`assets/${name}`), name);
    for (const page of PAGES) assert.ok(worker.includes(`${page}/index.html`));
    assert.ok(!/^(?:import|export)\b/m.test(worker));
    assert.doesNotThrow(() => new Function(worker));
  });

  it("has the service worker keep of a page what this page loads, and nothing of the others", () => {
    const files = kept();
    assert.deepEqual(Object.keys(files).sort(), [...PAGES].sort());
    for (const page of PAGES) {
      for (const name of loaded(page)) assert.ok(files[page]!.includes(name), `${page}: ${name}`);
      const others = PAGES.filter((other) => other !== page);
      const strange = files[page]!.filter((name) =>
        others.some((other) => name.startsWith(`assets/${other}-`) || name.startsWith(`${other}/`)),
      );
      assert.deepEqual(strange, []);
    }
    assert.ok(!files.vote!.some((name) => /(?:audit|contracts|facts)-worker-/.test(name)));
  });

  it("writes no HTML from data", () => {
    for (const name of readdirSync(join(folder, "assets")).filter((name) =>
      /^(vote|observe|check|organise|link|page|task)-.*\.js$/.test(name),
    ))
      assert.ok(
        !/insertAdjacentHTML|document\.write|outerHTML|createContextualFragment/.test(read(`assets/${name}`)),
        name,
      );
  });
});
