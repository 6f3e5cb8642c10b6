import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { EventStreams } from "../../../packages/node/src/service/events.js";
import { Budget, LIMITS, senderOf, Windows } from "../../../packages/node/src/service/limits.js";
import { Turns } from "../../../packages/node/src/service/turns.js";
import { Refusal } from "../../../src/errors/index.js";
import { VOTERS } from "../../support/node/solo.js";
import { errorOf, type OpenDoor, openDoor, openPoll } from "./support.js";

const sockets: Socket[] = [];

/** An open connection, and what it has received. */
async function connection(
  port: number,
): Promise<{ socket: Socket; text: () => string; closed: Promise<number> }> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  const began = performance.now();
  // Not by `once` of node:events: that rejects where a socket is reset, and not every test waits for it.
  const closed = new Promise<number>((resolve) =>
    socket.once("close", () => resolve(performance.now() - began)),
  );
  await once(socket, "connect");
  sockets.push(socket);
  return { socket, text: () => text, closed };
}

describe("node service: limits", () => {
  const open: OpenDoor[] = [];
  async function door(...options: Parameters<typeof openDoor>): Promise<OpenDoor> {
    const made = await openDoor(...options);
    open.push(made);
    return made;
  }
  after(async () => {
    for (const socket of sockets) socket.destroy();
    for (const one of open) await one.close();
  });

  it("cuts who sends a byte a second, in the head and in the body, and who sends nothing: 408", async () => {
    const { port } = await door({ limits: { headTime: 1000, requestTime: 2000 } });
    const heads = await connection(port);
    const bodies = await connection(port);
    const silent = await connection(port);
    heads.socket.write("GET /v1/chain HTTP/1.1\r\n");
    bodies.socket.write(
      "POST /v1/votes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n",
    );
    const drip = setInterval(() => {
      for (const { socket } of [heads, bodies]) if (socket.writable) socket.write("x");
    }, 250);
    const times = await Promise.all([heads.closed, bodies.closed, silent.closed]);
    clearInterval(drip);
    for (const time of times) assert.ok(time < 6000, `cut after ${times} ms`);
    for (const { text } of [heads, bodies, silent])
      assert.match(text(), /^HTTP\/1\.1 408 .*"code":"service\/slow"/s);
  });

  it("works beside hundreds of idle connections, and closes those over the bound", async () => {
    const { port, client } = await door({ limits: { connections: 350, headTime: 60_000 } });
    const idle = await Promise.all(Array.from({ length: 300 }, () => connection(port)));
    assert.equal((await client.health()).status, "ok");
    const end = Date.now() + 30_000;
    const connections = async () =>
      Number(/^psephos_http_connections (\d+)$/m.exec(await client.metrics())![1]);
    while ((await connections()) < 300) {
      assert.ok(Date.now() < end, `${await connections()} of 300 were taken`);
      await sleep(100);
    }
    const more = await Promise.all(Array.from({ length: 60 }, () => connection(port)));
    const dropped = () => more.filter(({ socket }) => socket.readyState !== "open").length;
    while (dropped() < 10) {
      assert.ok(Date.now() < end, `${dropped()} of 60 were closed`);
      await sleep(50);
    }
    for (const { socket } of [...idle, ...more]) socket.destroy();
    await sleep(50);
    assert.equal((await client.health()).status, "ok");
  });

  it("bounds the requests of an address: 429 with Retry-After, and again later", async () => {
    const one = await door({ limits: { requests: 5 } });
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: 200 }, () => one.get("/v1/chain")));
    // A busy machine takes its time.
    const seconds = Math.ceil((performance.now() - began) / 1000) + 1;
    const refused = answers.filter(({ status }) => status === 429);
    const taken = answers.length - refused.length;
    assert.ok(taken <= 5 * seconds && refused.length > 0, `${taken} of 200 were taken in ${seconds} s`);
    assert.equal(errorOf(refused[0]!).code, "service/rate");
    assert.equal(refused[0]!.headers.get("retry-after"), "1");
    assert.equal(refused[0]!.headers.get("access-control-allow-origin"), "*");
    await sleep(1100);
    assert.equal((await one.get("/v1/chain")).status, 200);
  });

  it("makes a sender of false votes wait, for that process, and then for all: true votes of others go on", async () => {
    const one = await door({ limits: { falseVotes: 3 } });
    const first = await openPoll(one);
    const polls = [first, await openPoll(one, {}, first.world)];
    const forged = await polls[0]!.vote(1, { by: VOTERS[2]! });
    for (let i = 0; i < 3; i++) assert.equal((await one.post("/v1/votes", forged)).status, 422);
    const waits = await one.post("/v1/votes", forged);
    assert.deepEqual([waits.status, errorOf(waits).code], [429, "service/rate"]);
    assert.ok(Number(waits.headers.get("retry-after")) > 1);
    assert.equal((await one.post("/v1/votes", await polls[0]!.vote(3))).status, 429);
    assert.equal((await one.post("/v1/votes", await polls[1]!.vote(3))).status, 202);
  });

  it("checks a few of an address at once: a flood of false votes is not checked any more when some of it was", async () => {
    const one = await door({ limits: { falseVotes: 3, senderChecks: 4, senderQueue: 100 } });
    const poll = await openPoll(one, { maxVoteOverwrites: 8 });
    const forged = await Promise.all(
      Array.from({ length: 90 }, (_, i) => poll.vote(1, { by: VOTERS[2]!, votes: [i % 4], nonce: i % 9 })),
    );
    const codes = (results: Awaited<ReturnType<typeof one.client.votes>>) =>
      results.map((result) => ("error" in result ? result.error.code : result.state));
    const answers = codes(await one.client.votes(forged));
    const checked = answers.filter((code) => code !== "service/rate").length;
    assert.ok(checked >= 3 && checked < 3 + 4, `${checked} of 90 were checked`);
    const other = await door({ limits: { senderChecks: 1, senderQueue: 2 } });
    const votes = await openPoll(other);
    const sent = await Promise.all([0, 1, 2, 3, 4].map((i) => votes.vote(i)));
    const taken = codes(await other.client.votes(sent));
    assert.deepEqual(taken, ["verified", "verified", "verified", "service/rate", "service/rate"]);
  });

  it("bounds what comes for one process in a second, and no other process pays for it", async () => {
    const one = await door({ limits: { processRate: 5 } });
    const first = await openPoll(one);
    const polls = [first, await openPoll(one, {}, first.world)];
    const votes = await Promise.all(VOTERS.slice(0, 12).map((_, i) => polls[0]!.vote(i)));
    await sleep(1000); // the declarations count as well
    const results = await one.client.votes(votes);
    assert.deepEqual(
      results.map((result) => ("error" in result ? result.error.code : result.state)),
      votes.map((_, i) => (i < 5 ? "verified" : "service/rate")),
    );
    assert.equal((await one.post("/v1/votes", await polls[1]!.vote(0))).status, 202);
    await sleep(1000);
    const last = votes[11]!;
    assert.equal((await one.post("/v1/votes", last)).status, 202, "the refused vote is taken later");
  });

  it("answers 503 in place of keeping more than it has room for: bodies, waiting votes, streams", async () => {
    const one = await door({
      limits: { bodies: 1000, streams: 1 },
      solo: { interval: 400, waiting: { transactions: 3, bytes: 100_000 } },
    });
    const tooMuch = await one.post("/v1/votes", "x".repeat(2000));
    assert.deepEqual([tooMuch.status, errorOf(tooMuch).code], [503, "service/busy"]);
    assert.equal(tooMuch.headers.get("retry-after"), "1");
    const stop = new AbortController();
    const events = one.client.events({ signal: stop.signal });
    await events.next();
    const second = await one.get("/v1/events");
    assert.deepEqual([second.status, errorOf(second).code], [503, "service/streams"]);
    stop.abort();
    await events.next();
  });

  it("answers 503 while too many votes wait; each vote that it took is recorded, and the others when sent again", async () => {
    const one = await door({ solo: { interval: 500, waiting: { transactions: 4, bytes: 1_000_000 } } });
    const poll = await openPoll(one);
    const votes = await Promise.all(VOTERS.slice(0, 16).map((_, i) => poll.vote(i)));
    const results = await one.client.votes(votes);
    const codes = results.map((result) => ("error" in result ? result.error.code : result.state));
    assert.equal(codes.filter((code) => code === "verified").length, 4);
    assert.equal(codes.filter((code) => code === "ordering/full").length, 12);
    const settled = await Promise.all(
      votes.map((vote) => one.client.vote(vote, { wait: true, timeout: 60_000 })),
    );
    assert.ok(settled.every(({ state }) => state === "recorded"));
    assert.equal((await one.client.log(poll.id)).size, 16);
  });

  it("cuts a stream that does not keep up, and goes on for the others", async () => {
    const one = await door();
    const events = new EventStreams(one.ordering, { ...LIMITS, streamBytes: 1_000_000, earlyEvents: 1e9 });
    const server = createServer((_, response) => events.open(response, false));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const [lazy, keen] = [await connection(port), await connection(port)];
    for (const { socket } of [lazy, keen]) {
      socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      await once(socket, "data");
    }
    lazy.socket.pause();
    assert.equal(events.size, 2);
    // Long events fill the buffers of the network soon; the keen one reads each before the next.
    const long = new Refusal("service/rate", "x".repeat(20_000), { hint: "y".repeat(20_000) });
    for (let sent = 0; events.cut === 0 && sent < 100; sent++) {
      const before = keen.text().length;
      for (let i = 0; i < 20; i++) events.early(`0x${"00".repeat(32)}`, long);
      while (keen.text().length < before + 800_000) await once(keen.socket, "data");
    }
    assert.deepEqual([events.cut, events.size], [1, 1]);
    assert.ok(keen.text().length > 100_000);
    events.close();
    server.closeAllConnections();
    server.close();
    lazy.socket.destroy();
  });

  it("count all addresses of an IPv6 network of 64 bits together, and IPv4 addresses apart", () => {
    const network = "2001:db8:0:1::/64";
    for (const one of [
      "2001:db8:0:1::",
      "2001:db8:0:1:ffff:1:2:3",
      "2001:0DB8::1:0:0:0:7",
      "2001:db8::1:0:0:0:7%eth0",
    ])
      assert.equal(senderOf(one), network, one);
    assert.equal(senderOf("2001:db8:0:2::1"), "2001:db8:0:2::/64");
    assert.equal(senderOf("2001:db8::1"), "2001:db8:0:0::/64");
    assert.equal(senderOf("::1"), "0:0:0:0::/64");
    for (const one of ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"])
      assert.equal(senderOf(one), "192.0.2.1");
    assert.notEqual(senderOf("::ffff:192.0.2.2"), senderOf("::ffff:192.0.2.1"));
  });

  it("hold for a whole IPv6 network behind a trusted proxy", async () => {
    const { url } = await door({ limits: { requests: 2 }, trustProxy: ["127.0.0.1"] });
    const ask = async (from: string) =>
      (await fetch(`${url}/v1/chain`, { headers: { "x-forwarded-for": from } })).status;
    const all = (addresses: readonly string[]) => Promise.all(addresses.map(ask));
    const hosts = Array.from({ length: 100 }, (_, i) => `2001:db8::${i + 1}`);
    assert.ok((await all(hosts)).includes(429), "a host of many addresses has no bound");
    const networks = Array.from({ length: 20 }, (_, i) => `2001:db8:0:${i + 1}::1`);
    assert.ok((await all(networks)).every((status) => status === 200));
  });

  it("bound the pages of blocks that nobody reads, of one address and of all, and cut their readers", async () => {
    const block = new Uint8Array(2 ** 20);
    const ask = "GET /v1/blocks?count=1000 HTTP/1.1\r\nhost: x\r\n\r\n";
    /** Asks until the answer has a status: a busy machine takes its time. */
    const until = async ({ get }: OpenDoor, path: string, status: number) => {
      for (let i = 0; i < 150; i++) {
        const answer = await get(path);
        if (answer.status === status) return answer;
        await sleep(100);
      }
      return assert.fail(`never ${status}`);
    };
    const one = await door({ block, limits: { senderPages: 2, pageTime: 5_000 } });
    for (const { socket } of [await connection(one.port), await connection(one.port)]) {
      socket.pause();
      socket.write(ask);
    }
    assert.equal(errorOf(await until(one, "/v1/blocks?count=1", 429)).code, "service/rate");
    assert.equal((await one.get("/v1/chain")).status, 200);
    await until(one, "/v1/blocks?count=1", 200); // who did not read was cut
    const none = await door({ limits: { senderPages: 0 } });
    const { id } = await openPoll(none);
    assert.equal((await none.get(`/v1/processes/${id}/log`)).status, 429);
    const all = await door({ block, limits: { pages: 12 * 2 ** 20 } });
    const reader = await connection(all.port);
    reader.socket.pause();
    reader.socket.write(ask);
    assert.equal(errorOf(await until(all, "/v1/blocks?count=1", 503)).code, "service/busy");
    reader.socket.destroy();
    const page = await until(all, "/v1/blocks?count=1000", 200);
    assert.ok(page.text.length > 2 ** 20 && page.text.length < 12 * 2 ** 20, `${page.text.length} bytes`);
  });

  it("gives each sender its turns, and nobody another one's", async () => {
    const turns = new Turns(1, 1);
    const fails = turns.take("a")!(() => Promise.reject(new Error("false")));
    const waits = turns.take("a")!(async () => 1);
    assert.equal(turns.take("a"), undefined);
    assert.equal(await turns.take("b")!(async () => 2), 2);
    await assert.rejects(fails, /false/);
    assert.equal(await waits, 1);
    assert.equal(turns.size, 0);
  });

  it("keeps counters of a bounded number of senders, and gives room back once", () => {
    const windows = new Windows(2, 60_000);
    for (let i = 0; i < 50_000; i++) windows.add(`sender ${i}`);
    assert.equal(windows.size, 20_000);
    assert.equal(windows.blocked("sender 49999"), undefined);
    windows.add("sender 49999");
    assert.equal(windows.blocked("sender 49999"), 60);
    const flooded = new Windows(2, 60_000);
    flooded.add("blocked", 2);
    for (let i = 0; i < 50_000; i++) flooded.add(`sender ${i}`);
    assert.ok(flooded.blocked("blocked")! > 0, "whoever sends under many keys is free again");
    const budget = new Budget(10);
    const back = budget.take(6)!;
    assert.equal(budget.take(5), undefined);
    back();
    back();
    assert.equal(budget.used, 0);
  });
});
