// A node fetches the files that its processes name, from real servers: the right ones, wrong ones, slow ones.
import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { type ContentFetcher, createContentFetcher } from "../../../packages/node/src/network/index.js";
import { contentHash } from "../../../src/process/index.js";
import { changeClock } from "../../support/clock.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { until } from "../until.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const METADATA = bytesOf('{"title":"a vote"}');
const CENSUS = bytesOf("a census");

/** Files in memory, by their hashes. */
class Kept {
  readonly files = new Map<string, Uint8Array>();
  get = async (hash: string) => {
    const bytes = this.files.get(hash);
    return bytes && { stream: () => Readable.from([bytes]) };
  };
  put = async (bytes: Uint8Array) => void this.files.set(contentHash(bytes), bytes);
}

describe("node: files that processes name", () => {
  let server: Server;
  let base: string;
  let answers: Map<string, (response: ServerResponse) => void>;
  let asked: string[];
  let fetchers: ContentFetcher[];
  beforeEach(async () => {
    answers = new Map();
    asked = [];
    fetchers = [];
    server = createServer((request, response) => {
      asked.push(request.url!);
      const answer = answers.get(request.url!);
      if (answer) answer(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await Promise.all(fetchers.map((fetcher) => fetcher.stop()));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const serve = (path: string, bytes: Uint8Array) =>
    answers.set(path, (response) => void response.end(bytes));
  const uri = (path: string, bytes: Uint8Array) => `${base}${path}!${contentHash(bytes)}`;
  const logged: string[] = [];
  const note = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }));

  function fetcher(world: World, content: Kept, change = {}): ContentFetcher {
    const made = createContentFetcher({
      content,
      state: () => world.ledger.state,
      log: { info: note, warn: note },
      allowPrivate: true,
      interval: 10,
      firstPause: 50,
      timeout: 2_000,
      ...change,
    });
    fetchers.push(made);
    made.start();
    return made;
  }

  const declare = (world: World, metadata: string, censusUri: string) =>
    world.declare({ metadata, censusUri });

  it("are fetched and kept by their hashes, also those of later processes and of later censuses", async () => {
    const world = new World(ruleFacts());
    const kept = new Kept();
    const late = bytesOf("another census");
    for (const [path, bytes] of [
      ["/m", METADATA],
      ["/c", CENSUS],
      ["/late", late],
    ] as const)
      serve(path, bytes);
    await declare(world, uri("/m", METADATA), uri("/c", CENSUS));
    const more: string[] = [];
    const one = fetcher(world, kept, { more: () => more });
    await until("both files are here", () => kept.files.size === 2);
    assert.deepEqual(kept.files.get(contentHash(CENSUS)), CENSUS);
    more.push(uri("/late", late));
    await until("the later census is here", () => kept.files.has(contentHash(late)));
    assert.deepEqual(one.missing, []);
    const other = bytesOf("other metadata");
    serve("/other", other);
    await declare(world, uri("/other", other), uri("/c", CENSUS));
    await until("the other process's file is here", () => kept.files.has(contentHash(other)));
    assert.equal(asked.filter((path) => path === "/c").length, 1);
  });

  it("are not fetched where the organiser sent them", async () => {
    const world = new World(ruleFacts());
    const kept = new Kept();
    await kept.put(METADATA);
    await kept.put(CENSUS);
    await declare(world, uri("/m", METADATA), uri("/c", CENSUS));
    const one = fetcher(world, kept);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([asked, one.missing], [[], []]);
  });

  it("are refused with another hash, too large, or silent; and tried again while others go on", async () => {
    const world = new World(ruleFacts());
    const kept = new Kept();
    const large = new Uint8Array(5_000);
    serve("/forged", bytesOf("something else"));
    serve("/large", large);
    answers.set("/silent", () => {});
    serve("/c", CENSUS);
    const silent = bytesOf("silent");
    await declare(world, uri("/forged", METADATA), uri("/large", large));
    await declare(world, uri("/silent", silent), uri("/c", CENSUS));
    const one = fetcher(world, kept, { maxBytes: 1_000, timeout: 300 });
    await until("the good file is here", () => kept.files.has(contentHash(CENSUS)));
    const isTold = () => one.missing.length === 3 && one.missing.every(({ code }) => code !== null);
    await until("the others are told", isTold);
    assert.deepEqual(new Set(one.missing.map(({ code }) => code)), new Set(["process/content-unavailable"]));
    assert.deepEqual(
      new Set(one.missing.map(({ hash }) => hash)),
      new Set([METADATA, large, silent].map((bytes) => contentHash(bytes))),
    );
    serve("/forged", METADATA);
    await until("the right file is taken at last", () => kept.files.has(contentHash(METADATA)));
    assert.equal(kept.files.size, 2);
    assert.ok(logged.every((line) => !line.includes("something else")));
  });

  it("are tried again when it is time, though the machine's clock was set back by hours", async () => {
    const world = new World(ruleFacts());
    const kept = new Kept();
    await declare(world, uri("/m", METADATA), uri("/m", METADATA));
    const clock = changeClock();
    try {
      clock.set(5 * 3_600_000);
      const one = fetcher(world, kept);
      await until("it was tried", () => one.missing[0]?.code === "process/content-unavailable");
      clock.set(0);
      serve("/m", METADATA);
      await until("the file is here", () => kept.files.has(contentHash(METADATA)), 5_000);
    } finally {
      clock.restore();
    }
  });

  it("are not fetched from private addresses, unless that was allowed", async () => {
    const world = new World(ruleFacts());
    serve("/m", METADATA);
    await declare(world, uri("/m", METADATA), uri("/m", METADATA));
    const one = fetcher(world, new Kept(), { allowPrivate: false });
    await until("it is told", () => one.missing[0]?.code === "process/content-unavailable");
    assert.deepEqual(asked, []);
  });

  it("are no longer waited for after the end", async () => {
    const world = new World(ruleFacts());
    answers.set("/silent", () => {});
    await declare(world, uri("/silent", METADATA), uri("/silent", METADATA));
    const one = fetcher(world, new Kept(), { timeout: 60_000 });
    await until("it has asked", () => asked.length === 1);
    const before = Date.now();
    await one.stop();
    assert.ok(Date.now() - before < 2_000);
  });
});
