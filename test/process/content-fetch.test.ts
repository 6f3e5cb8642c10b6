import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ContentFetchError,
  type ContentUri,
  contentHash,
  type FetchContentOptions,
  fetchContent as fetchFrom,
  IPFS_GATEWAYS,
  type MirrorFault,
  parseContentUri,
} from "../../src/process/index.js";
import { rejectsCode, utf8 } from "./support.js";

/** As a rehearsal does on one machine: what a process names may be here. */
const fetchContent = (uri: string | ContentUri, options: FetchContentOptions = {}) =>
  fetchFrom(uri, { allowPrivate: true, ...options });

const CID = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
const file = utf8('{"title":"Basic income"}');
const hash = contentHash(file);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const HANDLERS: Record<string, Handler> = {
  "/file": (_, response) => response.end(file),
  "/other": (_, response) => response.end('{"title":"Something else"}'),
  "/page": (_, response) =>
    response.setHeader("content-type", "text/html").end("<!DOCTYPE html><h1>Sorry</h1>"),
  "/bare-page": (_, response) => response.end("  \n<html><body>not here</body></html>"),
  "/missing": (_, response) => response.writeHead(404).end("no"),
  "/error": (_, response) => response.writeHead(500).end(file),
  "/moved": (_, response) => response.writeHead(302, { location: "/file" }).end(),
  "/loop": (_, response) => response.writeHead(302, { location: "/loop" }).end(),
  "/empty": (_, response) => response.end(),
  "/silent": () => {},
  "/half": (_, response) =>
    response.writeHead(200, { "content-length": file.length }).write(file.subarray(0, 5)),
  "/cut": (request, response) => {
    response.writeHead(200, { "content-length": file.length }).write(file.subarray(0, 5), () => {
      request.socket.destroy();
    });
  },
  "/declared-large": (_, response) =>
    response.writeHead(200, { "content-length": 5000 }).end("x".repeat(5000)),
  "/endless": (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65536)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
  [`/ipfs/${CID}/metadata.json`]: (_, response) => response.end(file),
};

describe("process/content-fetch", () => {
  let server: Server;
  let origin: string;
  let requests: IncomingMessage[] = [];

  before((done) => {
    server = createServer((request, response) => {
      requests.push(request);
      (HANDLERS[request.url ?? ""] ?? HANDLERS["/missing"]!)(request, response);
    }).listen(0, "127.0.0.1", () => {
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  beforeEach(() => {
    requests = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const uri = (...paths: string[]): ContentUri => ({
    addresses: paths.map((path) => (path.startsWith("/") ? origin + path : path)),
    hash,
  });

  async function failures(promise: Promise<unknown>): Promise<MirrorFault[]> {
    const error = await rejectsCode(promise, "process/content-unavailable");
    assert.ok(error instanceof ContentFetchError);
    return error.failures.map(({ fault }) => fault);
  }

  it("gives the bytes of the first address that has the file", async () => {
    const content = await fetchContent(uri("/missing", "/page", "/other", "/file", "/error"));
    assert.deepEqual(content, { bytes: file, url: `${origin}/file`, verified: true });
    assert.deepEqual(
      requests.map(({ url }) => url),
      ["/missing", "/page", "/other", "/file"],
    );
  });

  it("tries an IPFS address on each gateway in turn", async () => {
    const text = `ipfs://${CID}/metadata.json!${hash}`;
    const gateways = [`${origin}/nothing/`, `${origin}/ipfs/`];
    const { url } = await fetchContent(text, { gateways });
    assert.equal(url, `${origin}/ipfs/${CID}/metadata.json`);
    assert.deepEqual(
      requests.map(({ url }) => url),
      [`/nothing/${CID}/metadata.json`, `/ipfs/${CID}/metadata.json`],
    );
    const asked: string[] = [];
    const offline = (async (url: string) => {
      asked.push(url);
      throw new TypeError("offline");
    }) as unknown as typeof fetch;
    assert.deepEqual(
      await failures(fetchContent(text, { fetch: offline })),
      IPFS_GATEWAYS.map(() => "unreachable"),
    );
    assert.deepEqual(
      asked,
      IPFS_GATEWAYS.map((gateway) => `${gateway}${CID}/metadata.json`),
    );
  });

  it("tells what each mirror answered instead", async () => {
    const cases: [path: string, fault: MirrorFault, options?: FetchContentOptions][] = [
      ["/missing", "status"],
      ["/error", "status"],
      ["/page", "html"],
      ["/bare-page", "html"],
      ["/other", "wrong-hash"],
      ["/empty", "wrong-hash"],
      ["/silent", "timeout", { timeoutMs: 100 }],
      ["/half", "timeout", { timeoutMs: 100 }],
      ["/cut", "unreachable"],
      ["/loop", "redirects"],
      ["/declared-large", "too-large", { maxBytes: 4999 }],
      ["/endless", "too-large", { maxBytes: 300_000 }],
      ["/file", "too-large", { maxBytes: file.length - 1 }],
      ["http://127.0.0.1:1/file", "unreachable"],
    ];
    for (const [path, fault, options] of cases) {
      assert.deepEqual(await failures(fetchContent(uri(path), options)), [fault], path);
    }
  });

  it("lists every mirror in the error's text, and nothing of what they said", async () => {
    const error = await rejectsCode(fetchContent(uri("/missing", "/other")), "process/content-unavailable");
    assert.equal(
      error.message,
      `no mirror gave the file:\n  ${origin}/missing: answered 404\n  ${origin}/other: answered with a file that has another hash`,
    );
    assert.match(error.hint ?? "", /do not use it/);
    const plain = await rejectsCode(fetchContent(uri("/missing")), "process/content-unavailable");
    assert.match(plain.hint ?? "", /later/);
  });

  it("follows redirects, though not to plain http elsewhere", async () => {
    assert.equal((await fetchContent(uri("/moved"))).url, `${origin}/moved`);
    const redirected = (async () => {
      const response = new Response(file);
      Object.defineProperty(response, "url", { value: "http://example.org/file" });
      return response;
    }) as unknown as typeof fetch;
    assert.deepEqual(await failures(fetchContent(uri("/file"), { fetch: redirected })), [
      "insecure-redirect",
    ]);
  });

  it("asks nothing of this machine or its network, whatever a process names", async () => {
    const port = new URL(origin).port;
    const addresses = [
      `${origin}/file`,
      `http://localhost:${port}/file`,
      `https://[::ffff:127.0.0.1]:${port}/file`,
    ];
    for (const address of [
      ...addresses,
      "https://10.0.0.1/",
      "https://169.254.169.254/latest",
      "https://2130706433/",
    ])
      assert.deepEqual(
        await failures(fetchFrom({ addresses: [address], hash })),
        ["private-address"],
        address,
      );
    assert.equal(requests.length, 0);
  });

  it("asks a gateway that the caller names, and goes nowhere private from it", async () => {
    const text = `ipfs://${CID}/metadata.json!${hash}`;
    const { url } = await fetchFrom(text, { gateways: [`${origin}/ipfs/`] });
    assert.equal(url, `${origin}/ipfs/${CID}/metadata.json`);
    const moves = createServer((_, response) =>
      response.writeHead(302, { location: `${origin}/file` }).end(),
    );
    await new Promise<void>((done) => moves.listen(0, "127.0.0.1", done));
    requests = [];
    const gateway = `http://127.0.0.1:${(moves.address() as AddressInfo).port}/`;
    assert.deepEqual(await failures(fetchFrom(text, { gateways: [gateway] })), ["private-address"]);
    moves.close();
    assert.equal(requests.length, 0);
  });

  it("accepts the file up to exactly the limit", async () => {
    const { bytes } = await fetchContent(uri("/file"), { maxBytes: file.length });
    assert.deepEqual(bytes, file);
  });

  it("tells mirrors nothing of who asks", async () => {
    let init: RequestInit | undefined;
    const spy = ((url: string, options: RequestInit) => {
      init = options;
      return fetch(url, options);
    }) as typeof fetch;
    await fetchContent(uri("/file"), { fetch: spy });
    const { signal, ...rest } = init!;
    assert.ok(signal instanceof AbortSignal);
    assert.deepEqual(rest, {
      headers: {},
      redirect: "manual",
      credentials: "omit",
      referrer: "",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    const { headers } = requests[0]!;
    for (const name of [
      "cookie",
      "referer",
      "authorization",
      "origin",
      "if-none-match",
      "if-modified-since",
    ]) {
      assert.equal(headers[name], undefined, name);
    }
  });

  it("accepts a file that happens to be a web page, if it is the right one", async () => {
    const page = "<!DOCTYPE html><h1>Sorry</h1>";
    const { bytes } = await fetchContent({ addresses: [`${origin}/page`], hash: contentHash(utf8(page)) });
    assert.deepEqual(bytes, utf8(page));
  });

  it("fetches without a hash only when told to", async () => {
    const unhashed = `${origin}/page,${origin}/other`;
    await rejectsCode(fetchContent(unhashed), "process/content-unhashed");
    assert.equal(requests.length, 0);
    const content = await fetchContent(unhashed, { allowUnhashed: true });
    assert.deepEqual([content.url, content.verified], [`${origin}/other`, false]);
    const hashed = await fetchContent(uri("/file"), { allowUnhashed: true });
    assert.equal(hashed.verified, true);
    assert.deepEqual(await failures(fetchContent(uri("/other"), { allowUnhashed: true })), ["wrong-hash"]);
  });

  it("refuses a URI that is none before asking anybody", async () => {
    await rejectsCode(fetchContent("http://example.org/x!00"), "process/content-uri");
    assert.equal(requests.length, 0);
  });

  it("gives up at once when told to, during and before", async () => {
    const controller = new AbortController();
    const reason = new Error("the voter left");
    server.once("request", () => controller.abort(reason));
    const error = await rejectsCode(
      fetchContent(uri("/silent", "/file"), { signal: controller.signal }),
      "process/content-aborted",
    );
    assert.equal(error.cause, reason);
    assert.deepEqual(
      requests.map(({ url }) => url),
      ["/silent"],
    );
    await rejectsCode(fetchContent(uri("/file"), { signal: AbortSignal.abort() }), "process/content-aborted");
    assert.equal(requests.length, 1);
  });

  it("reads the same as parseContentUri", async () => {
    const text = `${origin}/file!${hash}`;
    assert.deepEqual(await fetchContent(text), await fetchContent(parseContentUri(text)));
  });
});
