// The server of `npm start` sends what web/README.md asks of a host.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { servePages } from "../../scripts/start/pages.js";

const WEB = fileURLToPath(new URL("../../web", import.meta.url));
const directives = (policy: string): Map<string, Set<string>> =>
  new Map(
    policy.split("; ").map((one) => {
      const [name, ...sources] = one.split(" ");
      return [name!, new Set(sources)];
    }),
  );

describe("pages: the server of npm start", () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof servePages>>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-pages-"));
    for (const part of ["pages", "proofs"]) mkdirSync(join(folder, part));
    writeFileSync(join(folder, "pages", "worker.js"), "");
    writeFileSync(join(folder, "proofs", "manifest.json"), "{}");
    server = await servePages(join(folder, "proofs"), 0, { pages: join(folder, "pages") });
  });
  after(async () => {
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  it("sends its policy with every file, also a worker's, a proving file and what is not there", async () => {
    for (const path of ["worker.js", "proofs/manifest.json", "missing"]) {
      const { headers } = await fetch(`${server.origin}/${path}`);
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /^default-src 'none'; .*frame-ancestors 'none'$/, path);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|data:|\*(?!;|\s|$)(?<!:\*)/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      // Pages from IPFS and from files fetch proving files from elsewhere.
      const forAll = path.startsWith("proofs/") ? "*" : null;
      assert.equal(headers.get("access-control-allow-origin"), forAll, path);
    }
  });

  it("takes nothing from a page that the page's own policy allows", async () => {
    const { headers } = await fetch(`${server.origin}/worker.js`);
    const sent = directives(headers.get("content-security-policy")!);
    const pages = readdirSync(WEB, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of pages) {
      let html: string;
      try {
        html = readFileSync(join(WEB, name, "index.html"), "utf8");
      } catch {
        continue; // not a page's folder
      }
      for (const [directive, sources] of directives(/security-policy" content="([^"]*)"/.exec(html)![1]!))
        for (const source of sources)
          assert.ok(
            sent.get(directive)?.has(source) || source === "'none'",
            `${name}: ${directive} ${source}`,
          );
    }
  });
});
