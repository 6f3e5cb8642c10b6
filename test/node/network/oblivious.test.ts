// Votes through a relay, to a node that does not see who sends them: a real node, a real relay, and what strangers send to both.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { randomBytes } from "@noble/hashes/utils.js";
import { type RunningRelay, startRelay } from "../../../packages/node/src/network/index.js";
import { createNodeClient } from "../../../src/api/index.js";
import {
  type BinaryRequest,
  decodeAnswer,
  decodeKeys,
  encodeAnswer,
  encodeRequest,
  obliviousFetch,
  openRequest,
  publicOf,
  relayAddress,
  sealRequest,
} from "../../../src/oblivious/index.js";
import { rejectsCode } from "../../support/errors.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../service/support.js";

const secretKey = randomBytes(32);
const KEY = { id: 1, secretKey, publicKey: publicOf(secretKey) };
const MEDIA = "message/ohttp-req";
const GATEWAY = "/.well-known/ohttp-gateway";
/** Bytes of carried answers at once: one of the largest. */
const CARRIED = 8 * 2 ** 20;
const RECORD = '{"a":"record"}';

describe("node: votes through a relay", () => {
  let door: OpenDoor;
  let poll: Poll;
  let relay: RunningRelay;
  before(async () => {
    door = await openDoor({
      oblivious: { key: KEY },
      gateways: { own: () => RECORD, list: () => '{"gateways":[]}', take: () => false },
      limits: { falseVotes: 1, relayedFalseVotes: 3, carried: CARRIED },
    });
    poll = await openPoll(door, { maxVoteOverwrites: 2 });
    relay = await startRelay({ gateways: [door.url], host: "127.0.0.1", port: 0 });
  });
  after(async () => {
    await relay.close();
    await door.close();
  });

  const through = (url = relay.url) => obliviousFetch({ relay: url, gateway: door.url, key: KEY });
  const client = (url = relay.url) => createNodeClient(door.url, { fetch: through(url) });
  const ask = (path: string, change: Partial<BinaryRequest> = {}) =>
    encodeRequest({
      ...{ method: "GET", scheme: "http", authority: "node", path, fields: [], body: new Uint8Array() },
      ...change,
    });
  const post = (body: Uint8Array | string, media = MEDIA, url = `${door.url}${GATEWAY}`) =>
    fetch(url, { method: "POST", headers: { "content-type": media }, body: body as BodyInit });
  /** The answer to a request within a sealed one. */
  async function inner(request: Uint8Array) {
    const sealed = await sealRequest(KEY, request);
    const response = await post(sealed.bytes);
    assert.equal(response.status, 200);
    const answer = decodeAnswer(await sealed.open(new Uint8Array(await response.arrayBuffer())));
    return {
      ...answer,
      code: answer.status < 400 ? "" : JSON.parse(Buffer.from(answer.body).toString()).code,
    };
  }

  it("are recorded, and their receipts come back", async () => {
    const answer = await client().vote(await poll.vote(0), { wait: true });
    assert.equal(answer.state, "recorded");
    assert.equal((await client().process(poll.id)).votes, 1);
    assert.equal((await client().chain()).genesisHash, (await door.client.chain()).genesisHash);
    // What the keys of sealed ballots are checked by.
    assert.ok((await client().blocks({ from: 1, count: 3, process: poll.id })).length > 0);
    await rejectsCode("ledger/no-process", client().process(`0x${"00".repeat(32)}`));
  });

  it("go to a node whose keys and record it serves", async () => {
    const keys = await fetch(`${door.url}${GATEWAY}`);
    assert.equal(keys.headers.get("content-type"), "application/ohttp-keys");
    assert.deepEqual(decodeKeys(new Uint8Array(await keys.arrayBuffer())), {
      id: 1,
      publicKey: KEY.publicKey,
    });
    assert.equal(await (await fetch(relayAddress(relay.url, door.url, "record"))).text(), RECORD);
  });

  it("bring files that are larger than one answer, in parts", async () => {
    const file = Uint8Array.from({ length: 10_000_001 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
    const hash = await door.content.put(file);
    assert.deepEqual(await client().content(hash), file);
    await rejectsCode("api/too-large", client().content(hash, { maxBytes: 5_000_000 }));
    const url = `${door.url}/v1/content/${hash}`;
    const part = await fetch(url, { headers: { range: "bytes=10000000-20000000" } });
    assert.deepEqual(
      [part.status, part.headers.get("content-range")],
      [206, "bytes 10000000-10000000/10000001"],
    );
    assert.deepEqual(new Uint8Array(await part.arrayBuffer()), file.subarray(-1));
    for (const range of ["bytes=5-4", "bytes=-5", "bytes=10000001-10000002", "bytes=0-1,3-4", "x"]) {
      const whole = await fetch(url, { headers: { range } });
      assert.deepEqual([whole.status, (await whole.arrayBuffer()).byteLength], [200, file.length], range);
    }
  });

  it("are answered within one bound, whoever carries them", async () => {
    const path = `/v1/content/${await door.content.put(new Uint8Array(5_000_000))}`;
    let over = false;
    const others = (async () => {
      while (!over) await door.carried.answer(ask(path), { address: "203.0.113.7", ofMany: false });
    })();
    const codes = new Set<string>();
    // One at a time is within the bound; with another one under way it is not.
    for (const end = performance.now() + 20_000; performance.now() < end && !codes.has("service/rate"); )
      codes.add((await inner(ask(path))).code);
    over = true;
    await others;
    assert.ok(codes.has("service/rate"), "relays and peers have a bound each");
    assert.equal((await inner(ask(path))).status, 200);
  });

  it("take no part of a file that was not asked for, or that has changed meanwhile", async () => {
    const parts: [range: string, bytes: number, etag?: string][][] = [
      [["bytes 1-2/9", 2]],
      [["bytes 0-9/5", 10]],
      [["bytes 0-4/9", 4]],
      [
        ["bytes 0-4/9", 5],
        ["bytes 0-4/9", 5],
      ],
      [
        ["bytes 0-4/9", 5],
        ["bytes 5-8/9", 4, "other"],
      ],
      [
        ["bytes 0-4/9", 5],
        ["bytes 5-9/10", 5],
      ],
      [["", 5]],
    ];
    for (const told of parts) {
      const left = [...told];
      const carry = async (_: unknown, init?: RequestInit) => {
        const opened = await openRequest(KEY, new Uint8Array(init!.body as Uint8Array));
        const [range, bytes, etag = "one"] = left.shift()!;
        const fields = [
          ["content-range", range],
          ["etag", etag],
        ] as const;
        const answer = encodeAnswer({ status: 206, fields, body: new Uint8Array(bytes) });
        return new Response((await opened.seal(answer)) as BodyInit, {
          headers: { "content-type": "message/ohttp-res" },
        });
      };
      const options = { relay: relay.url, gateway: door.url, key: KEY, fetch: carry as typeof fetch };
      const asked = obliviousFetch(options)(`${door.url}/v1/content/x`).then((one) => one.arrayBuffer());
      await rejectsCode("oblivious/answer", asked);
    }
  });

  it("are taken for the routes of voters alone, and not sealed twice", async () => {
    for (const [method, path] of [
      ["GET", "/v1/events"],
      ["GET", "/metrics"],
      ["GET", "/v1/blocks"],
      ["GET", "/v1/blocks?from=1&count=1000"],
      ["GET", `/v1/blocks?process=0x${"00".repeat(32)}&process=x`],
      ["POST", "/v1/content"],
      ["POST", "/v1/transactions"],
      ["POST", GATEWAY],
      ["POST", "/v1/chain"],
      ["GET", "/v1/chain/../../metrics"],
      ["GET", "//elsewhere.example/v1/chain"],
      ["GET", "/v1/processes/%2e%2e/x"],
      ["CONNECT", "/v1/chain"],
    ] as const) {
      const { status, code } = await inner(ask(path, { method }));
      assert.deepEqual([status, code], [422, "service/oblivious-route"], `${method} ${path}`);
    }
    assert.equal((await inner(new Uint8Array(5000))).code, "oblivious/http");
  });

  it("that are repeated, changed, cut off, too long, or of another media type are refused", async () => {
    const { bytes } = await sealRequest(KEY, ask("/v1/chain"));
    const coded = async (response: Response) => ((await response.json()) as { code: string }).code;
    assert.equal((await post(bytes)).status, 200);
    assert.equal(await coded(await post(bytes)), "service/repeated");
    const changed = bytes.slice();
    changed[60]! ^= 1;
    assert.equal(await coded(await post(changed)), "oblivious/sealed");
    assert.equal(await coded(await post(bytes.subarray(0, 40))), "oblivious/form");
    assert.equal(await coded(await post(new Uint8Array([9, ...bytes.subarray(1)]))), "oblivious/key");
    assert.equal(await coded(await post(new Uint8Array(400_000))), "service/too-large");
    assert.equal(await coded(await post(bytes, "application/json")), "service/media-type");
    const other = await sealRequest({ id: 1, publicKey: publicOf(randomBytes(32)) }, ask("/v1/chain"));
    assert.equal(await coded(await post(other.bytes)), "oblivious/sealed");
  });

  it("do not let a sender pass headers on, or pose as another address", async () => {
    const fields = [
      ["x-forwarded-for", "203.0.113.9"],
      ["if-none-match", `"${"0".repeat(64)}"`],
    ] as const;
    assert.equal((await inner(ask("/v1/genesis", { fields }))).status, 200);
  });

  it("that are false count for the relay, and leave other senders alone", async () => {
    const good = await poll.vote(1);
    const vote = JSON.parse(good);
    const signature = `${vote.signature.slice(0, 40)}${vote.signature[40] === "0" ? "1" : "0"}${vote.signature.slice(41)}`;
    const forged = JSON.stringify({ ...vote, signature });
    const codes: string[] = [];
    for (let i = 0; i < 4; i++)
      codes.push(
        await client()
          .vote(forged)
          .then(
            () => "taken",
            (error) => error.code,
          ),
      );
    assert.deepEqual(codes, ["ledger/signature", "ledger/signature", "ledger/signature", "api/failed"]);
    assert.equal((await door.client.vote(good, { wait: true })).state, "recorded");
  });
});

describe("node: a relay", () => {
  let gateway: Server;
  let asked: { url: string; headers: NodeJS.Dict<string | string[]>; body: string; at: number }[];
  let say: (response: import("node:http").ServerResponse) => void;
  let url: string;
  let relays: RunningRelay[];
  beforeEach(async () => {
    [asked, relays] = [[], []];
    say = (response) => void response.writeHead(200, { "content-type": "message/ohttp-res" }).end("sealed");
    gateway = createServer(async (request, response) => {
      const body = await text(request);
      asked.push({ url: request.url!, headers: request.headers, body, at: performance.now() });
      say(response);
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const relay of relays) await relay.close();
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
  });
  async function start(change = {}): Promise<RunningRelay> {
    const relay = await startRelay({ gateways: [url], host: "127.0.0.1", port: 0, ...change });
    relays.push(relay);
    return relay;
  }
  const send = (address: string, body: BodyInit = "request", headers: Record<string, string> = {}) =>
    fetch(address, { method: "POST", body, headers: { "content-type": MEDIA, ...headers } });

  it("passes the sealed request and its answer on, and nothing that tells who sent it", async () => {
    const relay = await start();
    const headers = {
      cookie: "a=b",
      "x-forwarded-for": "203.0.113.9",
      "user-agent": "voter",
      referer: "https://a.example",
      authorization: "x",
    };
    const response = await send(relayAddress(relay.url, url), "request", headers);
    assert.deepEqual([response.status, await response.text()], [200, "sealed"]);
    assert.deepEqual([asked.length, asked[0]!.url, asked[0]!.body], [1, GATEWAY, "request"]);
    const names = Object.keys(asked[0]!.headers);
    for (const name of [
      "cookie",
      "x-forwarded-for",
      "forwarded",
      "via",
      "referer",
      "authorization",
      "origin",
    ])
      assert.ok(!names.includes(name), name);
    assert.ok(!JSON.stringify(asked[0]!.headers).includes("voter"));
  });

  it("goes to the listed gateways alone, whatever it is told", async () => {
    const relay = await start();
    const { host } = new URL(url);
    for (const path of [
      "/to/169.254.169.254",
      "/to/127.0.0.1:1",
      `/to/${host}/v1/votes`,
      `/to/${host}%2Fv1%2Fvotes`,
      `/to/x@${host}`,
      "/to/",
      "/to/%ff",
      `/${host}`,
      `/to/__proto__`,
      `/to/${host}?to=elsewhere.example`,
    ]) {
      const response = await send(`${relay.url}${path}`);
      assert.equal(response.status, 404, path);
    }
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(relay.url).port), "127.0.0.1", () =>
        socket.end(
          `POST http://${host}${GATEWAY} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
        ),
      );
      resolve(text(socket));
    });
    assert.match(raw, /^HTTP\/1\.1 404/);
    assert.deepEqual(asked, []);
  });

  it("follows no redirect, and passes on no answer that is not sealed", async () => {
    const relay = await start();
    const bad: (typeof say)[] = [
      (response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      (response) => void response.destroy(),
    ];
    for (const one of bad) {
      say = one;
      assert.equal((await send(relayAddress(relay.url, url))).status, 502);
    }
    say = (response) =>
      void response.writeHead(422, { "content-type": "application/json" }).end('{"code":"x"}');
    assert.equal((await send(relayAddress(relay.url, url))).status, 422);
    say = (response) => {
      response.writeHead(200, { "content-type": "message/ohttp-res" });
      for (let i = 0; i < 20; i++) response.write(Buffer.alloc(2 ** 20));
      response.end();
    };
    await assert.rejects(send(relayAddress(relay.url, url)).then((response) => response.arrayBuffer()));
  });

  it("refuses what is too long, of another form or method, and too many at once from one address", async () => {
    const relay = await start({ perAddress: 2 });
    const to = relayAddress(relay.url, url);
    assert.equal((await send(to, new Uint8Array(400_000))).status, 413);
    assert.equal((await send(to, "x", { "content-type": "text/plain" })).status, 415);
    assert.equal((await fetch(to)).status, 405);
    assert.equal((await fetch(to, { method: "OPTIONS" })).status, 204);
    assert.deepEqual(asked, []);
    const held: (() => void)[] = [];
    say = (response) =>
      void held.push(() => response.writeHead(200, { "content-type": "message/ohttp-res" }).end());
    const both = [send(to), send(to)];
    while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await send(to)).status, 429);
    for (const go of held) go();
    assert.deepEqual(
      (await Promise.all(both)).map(({ status }) => status),
      [200, 200],
    );
  });

  it("sends together what came within its delay", async () => {
    const relay = await start({ delay: 300 });
    const to = relayAddress(relay.url, url);
    const began = performance.now();
    const all = Array.from({ length: 10 }, (_, i) => send(to, `${i}`));
    await Promise.all(all);
    assert.ok(asked.every(({ at }) => at - began >= 250));
    assert.deepEqual(
      asked.map(({ body }) => body).sort(),
      Array.from({ length: 10 }, (_, i) => `${i}`),
    );
  });

  it("takes gateways with https, or on this machine, and at least one", async () => {
    for (const gateways of [
      [],
      ["http://node.example"],
      ["ftp://node.example"],
      ["https://a:b@node.example"],
      ["x"],
    ])
      await rejectsCode("network/relay", () => start({ gateways }));
  });
});
