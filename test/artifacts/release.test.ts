// A release over real local web servers: whole, in halves, from mirrors that fail or lie.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArtifactCache,
  ArtifactError,
  type ArtifactFault,
  browserCache,
  folderCache,
  formatManifest,
  loadFile,
  makeManifest,
  Release,
  type ReleaseManifest,
} from "../../src/artifacts/index.js";
import { Random } from "../engine/support/random.js";
import { rejectsCode } from "../support/errors.js";

type Answer = (request: IncomingMessage, response: ServerResponse, body: Uint8Array) => void;

/** As a static host answers, ranges too. */
const honest: Answer = (request, response, body) => {
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  if (from === undefined) return response.writeHead(200, { "content-length": body.length }).end(body);
  const start = Number(from);
  if (start >= body.length) return response.writeHead(416).end();
  const range = `bytes ${start}-${body.length - 1}/${body.length}`;
  return response.writeHead(206, { "content-range": range }).end(body.subarray(start));
};

const page: Answer = (_, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Not found</title>");
const unlabelledPage: Answer = (_, response) =>
  response.writeHead(200, { "content-type": "application/wasm" }).end("<html><body>Sign in</body></html>");
const missing: Answer = (_, response) => response.writeHead(404).end("no");
const truncated: Answer = (request, response, body) => honest(request, response, body.subarray(0, -5));
const oversized: Answer = (request, response, body) =>
  honest(request, response, new Uint8Array([...body, 1, 2, 3]));
const forged: Answer = (request, response, body) => {
  const copy = body.slice();
  copy[copy.length - 1]! ^= 1;
  honest(request, response, copy);
};
/** Gives half of what is asked for, once, and then hangs up. */
const breaksOff: Answer = (request, response, body) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const half = body.subarray(from, from + Math.ceil((body.length - from) / 2));
  const range = `bytes ${from}-${body.length - 1}/${body.length}`;
  response.writeHead(from > 0 ? 206 : 200, {
    "content-length": body.length - from,
    ...(from > 0 ? { "content-range": range } : {}),
  });
  response.write(half, () => setTimeout(() => response.destroy(), 20));
};
const hangs: Answer = (_, response, body) => void response.writeHead(200).write(body.subarray(0, 10));
const ignoresRanges: Answer = (_, response, body) => response.writeHead(200).end(body);

const random = new Random(7);
const WASM = random.bytes(150_000);
const ZKEY = random.bytes(400_000);

describe("artifacts: a release", () => {
  let manifest: ReleaseManifest;
  let manifestSha256: string;
  let folder: string;
  let cache: ArtifactCache;
  const servers: Server[] = [];

  /** A mirror; `answer` is how it serves what is not the manifest. */
  async function mirror(answer: Answer = honest, serveManifest: Answer = honest) {
    const seen: { url: string; range: string | undefined }[] = [];
    const server = createServer((request, response) => {
      seen.push({ url: request.url!, range: request.headers.range });
      const text = new TextEncoder().encode(formatManifest(manifest));
      if (request.url === "/census-7/manifest.json") return serveManifest(request, response, text);
      const file = { "/census-7/census-7.wasm": WASM, "/census-7/census-7.zkey": ZKEY }[request.url!];
      return file ? answer(request, response, file) : missing(request, response, text);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await new Promise((resolve) => server.once("listening", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/census-7`, seen };
  }

  before(async () => {
    manifest = await makeManifest({
      circuit: "census-7",
      keyKind: "ceremony",
      files: { wasm: { name: "census-7.wasm", bytes: WASM }, zkey: { name: "census-7.zkey", bytes: ZKEY } },
    });
    manifestSha256 = createHash("sha256").update(formatManifest(manifest)).digest("hex");
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-artifacts-"));
    cache = folderCache(folder);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true });
  });

  const open = (...urls: string[]) => Release.open(urls, { manifestSha256, cache, reach: "typed" });
  const faultsOf = async (work: Promise<unknown>): Promise<ArtifactFault[]> => {
    const error = await rejectsCode("artifacts/unavailable", work);
    assert.ok(error instanceof ArtifactError);
    return error.failures.map(({ fault }) => fault);
  };

  it("is loaded with progress, and the second time from the cache", async () => {
    const { url, seen } = await mirror();
    const release = await open(url);
    assert.equal(release.manifest.keyKind, "ceremony");
    const steps: number[] = [];
    const zkey = await release.load("zkey", { onProgress: ({ done }) => steps.push(done) });
    assert.deepEqual(zkey, ZKEY);
    assert.equal(steps.at(-1), ZKEY.length);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
    const asked = seen.length;
    assert.deepEqual(await (await open(url)).load("zkey"), ZKEY);
    assert.equal(seen.length, asked); // nothing: its host may be gone
    await rejectsCode("artifacts/no-file", release.load("pkey"));
  });

  it("is not opened without the hash of its manifest, and no host is asked", async () => {
    const { url, seen } = await mirror();
    const hashes = [
      undefined,
      "",
      manifestSha256.toUpperCase(),
      manifestSha256.slice(1),
      `0x${manifestSha256}`,
    ];
    for (const hash of hashes) {
      const options = { manifestSha256: hash as string, cache };
      await rejectsCode("artifacts/manifest-hash", Release.open(url, options));
    }
    await rejectsCode("artifacts/manifest-hash", Release.open(url, {} as { manifestSha256: string }));
    assert.deepEqual(seen, []);
  });

  it("does not take its cache on trust", async () => {
    const { url } = await mirror();
    await (await open(url)).load("wasm");
    const names = await readdir(folder);
    assert.equal(names.length, 2);
    for (const name of names) {
      const bytes = await readFile(join(folder, name));
      bytes[0]! ^= 1;
      await writeFile(join(folder, name), bytes);
    }
    assert.deepEqual(await (await open(url)).load("wasm"), WASM);
  });

  it("goes on at the next mirror where one failed half way", async () => {
    const [bad, good] = [await mirror(breaksOff), await mirror()];
    assert.deepEqual(await (await open(bad.url, good.url)).load("zkey"), ZKEY);
    const { range } = good.seen.find(({ url }) => url.endsWith(".zkey"))!;
    assert.match(range ?? "", /^bytes=[1-9]\d+-$/);
  });

  it("goes on in a later visit where an earlier one was given up", async () => {
    const { url } = await mirror(breaksOff);
    await assert.rejects((await open(url)).load("zkey"), ArtifactError);
    assert.ok((await readdir(folder)).some((name) => name.endsWith(".partial")));
    const good = await mirror();
    assert.deepEqual(await (await open(good.url)).load("zkey"), ZKEY);
    assert.match(good.seen.at(-1)!.range ?? "", /^bytes=[1-9]/);
    assert.deepEqual((await readdir(folder)).sort(), [manifestSha256, manifest.files.zkey!.sha256].sort());
  });

  it("starts over at a mirror that knows no ranges, or has no more of it", async () => {
    const [bad, good] = [await mirror(breaksOff), await mirror(ignoresRanges)];
    assert.deepEqual(await (await open(bad.url, good.url)).load("wasm"), WASM);
  });

  it("does not let one mirror's lies spoil another's file", async () => {
    // The first half is wrong and breaks off; the next mirror completes it, finds it wrong, and gives it whole.
    const lies: Answer = (request, response, body) =>
      breaksOff(
        request,
        response,
        body.map((byte) => byte ^ 1),
      );
    const [bad, good] = [await mirror(lies), await mirror()];
    assert.deepEqual(await (await open(bad.url, good.url)).load("zkey"), ZKEY);
  });

  const faulty: readonly [what: string, answer: Answer, fault: ArtifactFault][] = [
    ["a web page", page, "html"],
    ["a web page under another name", unlabelledPage, "html"],
    ["nothing", missing, "status"],
    ["a truncated file", truncated, "truncated"],
    ["more bytes than there are", oversized, "too-large"],
    ["another file", forged, "wrong-hash"],
    ["nothing more after a while", hangs, "stalled"],
  ];
  for (const [what, answer, fault] of faulty)
    it(`passes over a mirror that sends ${what}, and says so when there is no other`, async () => {
      const [bad, good] = [await mirror(answer), await mirror()];
      // As short as may be where nothing else can stall; where the good mirror could, long enough for a busy machine.
      const patience = (stallMs: number) => (answer === hangs ? { stallMs } : {});
      const faults = await faultsOf((await open(bad.url)).load("wasm", patience(200)));
      assert.equal(faults[0], fault);
      cache = folderCache(join(folder, "empty"));
      assert.deepEqual(await (await open(bad.url, good.url)).load("wasm", patience(3000)), WASM);
    });

  it("says what a mirror that refuses answered in HTTP's terms", async () => {
    const failure = (await (
      await open((await mirror(missing)).url)
    )
      .load("wasm")
      .catch((error) => error)) as ArtifactError;
    assert.equal(failure.failures[0]!.status, 404);
  });

  it("has its manifest checked like any file", async () => {
    const changed: Answer = (request, response, body) =>
      honest(
        request,
        response,
        new TextEncoder().encode(new TextDecoder().decode(body).replace("wasm", "wosm")),
      );
    const [html, other, good] = [
      await mirror(honest, unlabelledPage),
      await mirror(honest, changed),
      await mirror(),
    ];
    assert.deepEqual(await faultsOf(open(html.url, other.url)), ["html", "wrong-hash"]);
    assert.equal((await open(html.url, other.url, good.url)).manifest.circuit, "census-7");
    for (const address of ["census-7", "ftp://example.org/", "file:///etc"])
      await rejectsCode("artifacts/mirror", open(address));
    const closed = await mirror();
    servers.pop()!.close();
    cache = folderCache(join(folder, "empty"));
    assert.deepEqual(await faultsOf(open(closed.url)), ["unreachable"]);
  });

  it("is not begun when it is larger than memory can be, whatever a manifest says", async () => {
    const { url, seen } = await mirror();
    const huge = { name: "census-7.zkey", size: Number.MAX_SAFE_INTEGER, sha256: "ab".repeat(32) };
    await rejectsCode("artifacts/memory", loadFile([`${url}/census-7.zkey`], huge, cache));
    assert.deepEqual(seen, []);
  });

  it("comes without a cache where the browser refuses one", async () => {
    const had = Object.getOwnPropertyDescriptor(globalThis, "caches");
    const refuses = async () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    Object.defineProperty(globalThis, "caches", { value: { open: refuses }, configurable: true });
    try {
      cache = browserCache();
      const { url } = await mirror();
      assert.deepEqual(await (await open(url)).load("wasm"), WASM);
    } finally {
      if (had) Object.defineProperty(globalThis, "caches", had);
      else Reflect.deleteProperty(globalThis, "caches");
    }
  });

  it("is given up when told to, with the reason told", async () => {
    const { url } = await mirror(hangs);
    const release = await open(url);
    const abort = new AbortController();
    const work = release.load("zkey", { signal: abort.signal });
    setTimeout(() => abort.abort(new Error("enough")), 50);
    await assert.rejects(work, { message: "enough" });
    await assert.rejects(
      Release.open(url, {
        manifestSha256,
        cache: false,
        reach: "typed",
        signal: AbortSignal.abort(new Error("no")),
      }),
      {
        message: "no",
      },
    );
  });
});
