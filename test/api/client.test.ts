/** The client against servers that are down, slow, wrong or not nodes; against a node itself it is tested in test/node/service. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeClient, NodeFailure, NodeRefusal } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";

const ID: Hex = `0x${"11".repeat(32)}`;
const NAME = { processId: ID, voterId: ID, envelopeHash: 5n };

describe("api: the client", () => {
  const servers: Server[] = [];
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A server that answers everything so. */
  const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
    serve((_, response) => response.writeHead(status, headers).end(body));
  const error = (code: string) => JSON.stringify({ code, message: "a sentence", hint: "what to do" });

  it("takes the address of a node, and nothing hidden in it", () => {
    for (const url of ["", "node", "ftp://node", "http://user:word@node", "http://node?a=b", "http://node#a"])
      assert.throws(() => createNodeClient(url), { code: "api/url" }, url);
    createNodeClient("https://node.example/psephos");
  });

  it("asks below the path of its address, and tells nothing about itself", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      assert.equal(request.headers.cookie, undefined);
      assert.equal(request.headers.referer, undefined);
      response.writeHead(404, { "content-type": "application/json" }).end(error("ledger/no-process"));
    });
    await assert.rejects(createNodeClient(`${url}/a/b`).process(ID), { code: "ledger/no-process" });
    await assert.rejects(createNodeClient(`${url}/`).log(ID, { from: 3, count: 7 }));
    assert.deepEqual(asked, [`GET /a/b/v1/processes/${ID}`, `GET /v1/processes/${ID}/log?from=3&count=7`]);
  });

  it("throws a node's refusal with its own code, and one that it does not know with what the node told", async () => {
    const told = async (status: number, code: string, headers = {}) => {
      const client = createNodeClient(await answering(status, error(code), headers));
      return client.chain().then(
        () => assert.fail("it was answered"),
        (caught: NodeRefusal | NodeFailure) => caught,
      );
    };
    const known = await told(410, "ledger/ended");
    assert.ok(known instanceof NodeRefusal);
    assert.deepEqual([known.code, known.message, known.hint], ["ledger/ended", "a sentence", "what to do"]);
    const later = await told(503, "ordering/full", { "retry-after": "7" });
    assert.ok(later instanceof NodeFailure);
    assert.deepEqual(
      [later.code, later.told.code, later.told.status, later.told.retryAfter],
      ["api/failed", "ordering/full", 503, 7],
    );
    const newer = await told(422, "ledger/rule-of-next-year");
    assert.deepEqual([newer.code, newer.told.code], ["api/refused", "ledger/rule-of-next-year"]);
    const endless = await told(503, "ordering/full", { "retry-after": "999999999" });
    assert.equal(endless.told.retryAfter, 3600);
  });

  it("says when what answers is no node, or a node of another form", async () => {
    const page = "<!doctype html><h1>Welcome</h1>";
    const answers: [number, string][] = [
      [200, page],
      [404, page],
      [502, ""],
      [200, "{}"],
      [200, "null"],
      [500, '{"code":5}'],
      [500, '{"code":"a/b","message":"x"}'],
    ];
    for (const [status, body] of answers) {
      const client = createNodeClient(await answering(status, body));
      await assert.rejects(client.chain(), { code: "api/answer" }, `${status} ${body}`);
    }
    const invalid = await serve((_, response) => response.end(Buffer.from([0xff, 0x7b])));
    await assert.rejects(createNodeClient(invalid).results(ID), { code: "api/answer" });
    const other = await answering(200, "another file");
    await assert.rejects(createNodeClient(other).content("0".repeat(64)), { code: "api/answer" });
    const moved = await answering(302, "", { location: "http://127.0.0.1:1/" });
    await assert.rejects(createNodeClient(moved).chain(), { code: "api/unreachable" });
  });

  it("stops at a size, at a time, and when its caller says so", async () => {
    const endless = await serve((_, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    await assert.rejects(createNodeClient(endless).metrics(), { code: "api/too-large" });
    await assert.rejects(createNodeClient(endless).census(ID, { maxBytes: 10_000 }), {
      code: "api/too-large",
    });
    const silent = await serve(() => undefined);
    await assert.rejects(createNodeClient(silent, { timeout: 100 }).chain(), { code: "api/timeout" });
    await assert.rejects(createNodeClient(silent).chain({ timeout: 100 }), { code: "api/timeout" });
    const half = await serve((_, response) => void response.writeHead(200).write("{"));
    await assert.rejects(createNodeClient(half).chain({ timeout: 100 }), { code: "api/timeout" });
    const stop = new AbortController();
    const asked = createNodeClient(silent, { signal: stop.signal }).chain();
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(asked, { code: "api/aborted" });
    const nobody = createServer().listen(0, "127.0.0.1");
    await once(nobody, "listening");
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await once(nobody, "close");
    await assert.rejects(createNodeClient(`http://127.0.0.1:${port}`).chain(), { code: "api/unreachable" });
  });

  it("waits as long as a node asks, and no longer than its caller wants", async () => {
    const times: number[] = [];
    const later = (status: number, code: string, most: number) =>
      serve((_, response) => {
        times.push(Date.now());
        const isLast = times.length > most;
        response
          .writeHead(isLast ? 410 : status, { "retry-after": "1" })
          .end(error(isLast ? "ledger/ended" : code));
      });
    const busy = createNodeClient(await later(503, "ordering/full", 2));
    await assert.rejects(busy.vote("{}", { wait: true }), { code: "ledger/ended" });
    assert.equal(times.length, 3);
    for (const i of [1, 2]) assert.ok(times[i]! - times[i - 1]! >= 990, "it did not wait");
    times.length = 0;
    const none = createNodeClient(await later(404, "service/no-receipt", 100));
    await assert.rejects(none.waitForReceipt(NAME, { timeout: 1500 }), { code: "api/timeout" });
    assert.equal(times.length, 2);
    times.length = 0;
    await assert.rejects(none.receipt(NAME), { code: "api/refused" });
    assert.equal(times.length, 1, "a single question is asked once");
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await assert.rejects(none.waitForReceipt(NAME, { signal: stop.signal }), { code: "api/aborted" });
  });

  it("reads events in pieces, leaves out what it does not know, and refuses what is no event", async () => {
    const head = {
      height: 1,
      signature: `0x${"1".repeat(128)}`,
      stateRoot: ID,
      time: 5,
      validator: ID,
    };
    const block = { kind: "block", head, transactions: 0 };
    const text = `: hello\n\ndata: ${JSON.stringify(block)}\n\ndata: {"kind":"next year"}\n\nretry: 2000\n\n`;
    const pieces = await serve(async (_, response) => {
      for (const character of text + text) response.write(character);
      response.end();
    });
    const heard = [];
    for await (const event of createNodeClient(pieces).events()) heard.push(event);
    assert.deepEqual(heard, [block, block]);
    const events = async (body: string) => {
      for await (const _ of createNodeClient(await answering(200, body)).events());
    };
    await assert.rejects(events("data: {\n\n"), { code: "api/answer" });
    await assert.rejects(events(`data: ${"x".repeat(100_000)}`), { code: "api/too-large" });
    const broken = await serve((_, response) => {
      response.write(": hello\n\n");
      setTimeout(() => response.destroy(), 50);
    });
    await assert.rejects(
      (async () => {
        for await (const _ of createNodeClient(broken).events());
      })(),
      { code: "api/unreachable" },
    );
  });
});
