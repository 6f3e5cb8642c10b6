/** A release loaded by a page: progress, the browser's own cache, a download that broke off, and hosts that lie. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "puppeteer-core";
import { formatManifest, makeManifest, type ReleaseManifest } from "../../src/artifacts/index.js";
import { BROWSERS, type BrowserName, launch, PATIENCE } from "./browsers.js";

type Answer = (request: IncomingMessage, response: ServerResponse, body: Uint8Array) => void;
interface Outcome {
  readonly sha256?: string;
  readonly steps?: readonly number[];
  readonly code?: string;
  readonly faults?: readonly string[];
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const startOf = ({ headers }: IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);

const honest: Answer = (request, response, body) => {
  const from = startOf(request);
  const range = { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` };
  response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {}).end(body.subarray(from));
};
/** Half of the file, and then no more of it. */
const breaksOff: Answer = (request, response, body) => {
  if (startOf(request) > 0) return void response.writeHead(503).end();
  response.writeHead(200, { "content-length": body.length });
  response.write(body.subarray(0, body.length / 2), () => setTimeout(() => response.destroy(), 200));
};
const page: Answer = (_, response) =>
  void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
const unlabelledPage: Answer = (_, response) =>
  void response.writeHead(200, { "content-type": "application/octet-stream" }).end("<html><body>Sign in");

describe("a release in real browsers", function () {
  this.retries(1); // as pages.browser.ts
  const files = { wasm: new Uint8Array(randomBytes(300_000)), zkey: new Uint8Array(randomBytes(6_000_000)) };
  let script: Uint8Array;
  let manifest: ReleaseManifest;
  let server: Server;
  let answer: Answer;
  let asked: (readonly [path: string, from: number])[];
  let port: number;

  const on = async (): Promise<void> => {
    server = createServer((request, response) => {
      const path = request.url!;
      asked.push([path, startOf(request)]);
      const text = new TextEncoder().encode(formatManifest(manifest));
      const role = (["wasm", "zkey"] as const).find((role) => path === `/release/census-7.${role}`);
      if (path === "/")
        response.setHeader("content-type", "text/html").end("<!doctype html><script src=page.js></script>");
      else if (path === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
      else if (path === "/release/manifest.json") honest(request, response, text);
      else if (role) answer(request, response, files[role]);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  };
  const off = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("pages/release.js", import.meta.url))],
      ...{ bundle: true, format: "iife", platform: "browser", target: "es2022", write: false },
    });
    script = outputFiles[0]!.contents;
    const named = (role: "wasm" | "zkey") => ({ name: `census-7.${role}`, bytes: files[role] });
    manifest = await makeManifest({
      circuit: "census-7",
      keyKind: "ceremony",
      files: { wasm: named("wasm"), zkey: named("zkey") },
    });
  });

  for (const name of Object.keys(BROWSERS) as BrowserName[])
    describe(name, () => {
      let browser: Browser;
      let tab: Page;
      before(async () => {
        browser = await launch(name);
      });
      after(() => browser?.close());
      beforeEach(async () => {
        [asked, answer] = [[], honest];
        port = 0;
        await on();
        tab = await browser.newPage();
        tab.setDefaultTimeout(PATIENCE);
        await tab.goto(`http://127.0.0.1:${port}/`);
        await tab.evaluate("caches.delete('psephos-artifacts-v1')");
        asked = [];
      });
      afterEach(async () => {
        await tab.close();
        await off();
      });

      const manifestSha256 = () => sha256(new TextEncoder().encode(formatManifest(manifest)));
      const load = async (role: "wasm" | "zkey" = "zkey"): Promise<Outcome> =>
        (await tab.evaluate(
          `loadRelease(location.origin + "/release", ${JSON.stringify(manifestSha256())}, "${role}")`,
        )) as Outcome;
      const cached = async (): Promise<Record<string, number>> =>
        (await tab.evaluate("cached()")) as Record<string, number>;

      it("is loaded with progress; the second time from the cache, without its host", async () => {
        const first = await load();
        assert.equal(first.sha256, sha256(files.zkey));
        const { steps } = first;
        assert.ok(steps!.length > 2 && steps!.at(-1) === 1);
        assert.deepEqual(
          steps,
          [...steps!].sort((a, b) => a - b),
        );
        await off();
        assert.deepEqual(await load(), { sha256: sha256(files.zkey), steps: [1] });
        assert.deepEqual((await load("wasm")).faults, ["unreachable"]);
        await on();
      });

      it("goes on where its download broke off, in a later visit too", async () => {
        answer = breaksOff;
        assert.equal((await load()).code, "artifacts/unavailable");
        const half = (await cached())[`${sha256(files.zkey)}.partial`]!;
        assert.ok(half > 0 && half < files.zkey.length);
        answer = honest;
        await tab.reload();
        asked = [];
        assert.equal((await load()).sha256, sha256(files.zkey));
        assert.deepEqual(asked, [["/release/census-7.zkey", half]]);
        assert.deepEqual(Object.keys(await cached()).sort(), [manifestSha256(), sha256(files.zkey)].sort());
      });

      it("is not taken from a cache that was altered", async () => {
        await load("wasm");
        await tab.evaluate(`poison("${sha256(files.wasm)}")`);
        asked = [];
        assert.equal((await load("wasm")).sha256, sha256(files.wasm));
        assert.deepEqual(asked, [["/release/census-7.wasm", 0]]);
        await tab.evaluate(`poison("${sha256(files.wasm)}")`);
        await tab.evaluate(`poison("${manifestSha256()}")`);
        await off();
        assert.deepEqual((await load("wasm")).faults, ["unreachable"]);
        await on();
      });

      it("is not a web page that is served in its place", async () => {
        for (const served of [page, unlabelledPage]) {
          answer = served;
          assert.deepEqual((await load()).faults, ["html"]);
        }
        assert.deepEqual(Object.keys(await cached()), [manifestSha256()]);
      });
    });
});
