import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { STATUSES } from "../../../packages/node/src/service/index.js";
import { encodeRegistration } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { encodeTransaction, processView } from "../../../src/ledger/index.js";
import { contentHash, Status } from "../../../src/process/index.js";
import { registration } from "../../support/ledger/registrations.js";
import { ORACLES } from "../../support/ledger/world.js";
import { CENSUS, until, VOTERS } from "../../support/node/solo.js";
import { type Answer, errorOf, type OpenDoor, openDoor, openPoll, type Poll } from "./support.js";

const UNKNOWN: Hex = `0x${"77".repeat(32)}`;
const FILE = Buffer.from("a census file");

/** What a connection answers to raw bytes, until it is closed. */
const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });

/** A body without its length. */
const chunked = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port, path, method: "POST", headers: { "content-type": "application/json" } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      },
    );
    sent.on("error", reject);
    sent.write("{");
    sent.end("}");
  });

describe("node service: refusals", () => {
  let door: OpenDoor;
  let poll: Poll;
  const seen = new Set<number>();

  function told(answer: Answer, status: number, code: string): void {
    const body = errorOf(answer);
    assert.deepEqual([answer.status, body.code], [status, code], answer.text);
    assert.deepEqual(Object.keys(body).slice(0, 3), ["code", "message", "hint"]);
    assert.ok(body.message.length > 5 && body.hint.length > 5, answer.text);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    seen.add(status);
  }

  before(async () => {
    door = await openDoor();
    poll = await openPoll(door, {
      maxVoteOverwrites: 1,
      censusUri: `https://example.org/census!${contentHash(FILE)}`,
    });
  });
  after(() => door.close());

  it("400: what is malformed, truncated or in another spelling", async () => {
    const vote = await poll.vote(0);
    told(await door.post("/v1/votes", ""), 400, "service/body");
    told(await door.post("/v1/votes", Uint8Array.of(0xff, 0xfe)), 400, "service/body");
    told(await door.post("/v1/votes", vote.slice(0, -1)), 400, "ballot/envelope");
    told(await door.post("/v1/votes", "[]"), 400, "ballot/envelope");
    told(await door.post("/v1/votes", "null"), 400, "ballot/envelope");
    told(await door.post("/v1/votes", ` ${vote}`), 400, "ballot/not-canonical");
    told(
      await door.post("/v1/votes", vote.replace('"nonce":0', '"nonce":0,"nonce":0')),
      400,
      "ballot/not-canonical",
    );
    told(await door.post("/v1/votes", vote.replace('"nonce":0', '"nonce":1e0')), 400, "ballot/not-canonical");
    told(
      await door.post("/v1/votes", vote.replace(/"weight":"\d+"/, '"weight":"-1"')),
      400,
      "ballot/envelope",
    );
    told(await door.post("/v1/registrations", vote), 400, "ballot/envelope");
    told(await door.post("/v1/transactions", "nothing", "application/cbor"), 400, "ledger/cbor");
    told(await door.post("/v1/receipts", "{}"), 400, "service/body");
    told(await door.post("/v1/receipts", '{"a":1,"a":1}'), 400, "service/body");
    for (const path of [
      "/v1/votes?wait=",
      "/v1/votes?wait=recorded",
      "/v1/votes?wait=receipt&wait=receipt",
      "/v1/votes?more=1",
    ])
      told(await door.post(path, vote), 400, "service/query");
    for (const path of [
      "/v1/processes/0x12",
      `/v1/processes/${UNKNOWN.toUpperCase()}`,
      "/v1/processes?count=0",
      "/v1/processes?count=1001",
      "/v1/processes?from=-1",
      "/v1/processes?from=01",
      "/v1/processes?from=1e3",
      "/v1/processes?from=9999999999999999",
      "/v1/blocks?from=0",
      "/v1/content/zz",
      "/v1/content/..%2f..%2fetc%2fpasswd",
      "/v1/events?only=votes",
      "/v1/chain?a=b",
    ])
      told(await door.get(path), 400, "service/query");
    const text = await raw(door.port, "no request at all\r\n\r\n");
    assert.match(text, /^HTTP\/1\.1 400 .*"code":"service\/request"/s);
  });

  it("404: what is not there", async () => {
    told(await door.get("/v2/chain"), 404, "service/no-route");
    told(await door.get(`/v1/processes/${UNKNOWN}`), 404, "ledger/no-process");
    told(await door.get(`/v1/processes/${poll.id}/results`), 404, "ledger/not-counted");
    told(await door.get(`/v1/processes/${poll.id}/census`), 404, "service/no-content");
    told(await door.get(`/v1/content/${"0".repeat(64)}`), 404, "service/no-content");
    const elsewhere = (await poll.vote(0)).replace(poll.id, UNKNOWN);
    told(await door.post("/v1/votes", elsewhere), 404, "ledger/no-process");
  });

  it("405: another method than the address takes, which Allow says", async () => {
    for (const [path, method, allow] of [
      ["/v1/votes", "GET", "POST"],
      ["/v1/votes", "PUT", "POST"],
      ["/v1/chain", "POST", "GET"],
      ["/v1/chain", "DELETE", "GET"],
      [`/v1/processes/${poll.id}`, "PATCH", "GET"],
    ] as const) {
      const answer = await fetch(door.url + path, { method });
      const { status, headers } = answer;
      told({ status, headers, text: await answer.text() }, 405, "service/method");
      assert.equal(headers.get("allow"), allow);
    }
    const head = await fetch(`${door.url}/v1/chain`, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("allow"), await head.text()], [405, "GET", ""]);
    const preflight = { origin: "https://example.org", "access-control-request-method": "POST" };
    const options = await fetch(`${door.url}/v1/votes`, { method: "OPTIONS", headers: preflight });
    assert.equal(options.status, 204);
  });

  it("409 and 422: what the rules refuse, with the number that counts of an overwritten vote", async () => {
    await door.client.vote(await poll.vote(1, { nonce: 1 }), { wait: true });
    const old = await door.post("/v1/votes", await poll.vote(1));
    told(old, 409, "ledger/superseded");
    assert.equal(errorOf(old).counts, 1);
    told(await door.post("/v1/votes", await poll.vote(1, { nonce: 2 })), 422, "ledger/overwrites");
    told(await door.post("/v1/votes", await poll.vote(2, { by: VOTERS[3]! })), 422, "ledger/not-eligible");
    const other = await poll.vote(2);
    const signature = JSON.parse(await poll.vote(4)).signature;
    told(
      await door.post("/v1/votes", other.replace(/"signature":"[^"]+"/, `"signature":"${signature}"`)),
      422,
      "ledger/signature",
    );
    const vote = encodeTransaction({
      kind: "confirm",
      processId: poll.id,
      round: 0,
      keykeeper: VOTERS[0]!.address,
      signature: new Uint8Array(65),
    });
    told(await door.post("/v1/transactions", vote, "application/cbor"), 422, "ledger/no-ceremony");
    const { transactions } = [...door.store.blocks(1)].findLast((block) => block.transactions.length > 0)!;
    told(
      await door.post("/v1/transactions", transactions[0]!.slice(), "application/cbor"),
      422,
      "service/transaction-kind",
    );
    told(
      await door.post("/v1/content", "no file of a process", "application/octet-stream"),
      422,
      "service/unknown-content",
    );
  });

  it("411, 413 and 415: a body without its length, too large, or of another media type", async () => {
    assert.equal(await chunked(door.port, "/v1/votes"), 411);
    seen.add(411);
    told(await door.post("/v1/votes", "x".repeat(300_001)), 413, "service/too-large");
    told(
      await door.post("/v1/transactions", new Uint8Array(65_537), "application/cbor"),
      413,
      "service/too-large",
    );
    told(await door.post("/v1/receipts", " ".repeat(5000)), 413, "service/too-large");
    told(
      await door.post("/v1/votes/batch", "x\n".repeat(1001), "application/jsonl"),
      413,
      "service/too-large",
    );
    told(await door.post("/v1/votes", "{}", "text/plain"), 415, "service/media-type");
    told(await door.post("/v1/transactions", "{}"), 415, "service/media-type");
  });

  it("431: a head that is too large", async () => {
    const text = await raw(
      door.port,
      `GET /v1/chain HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
    );
    assert.match(text, /^HTTP\/1\.1 431 .*"code":"service\/headers"/s);
    seen.add(431);
  });

  it("410: votes after the end, by any way in; reads go on", async () => {
    const { sequence } = processView(door.ordering.state, poll.id)!.record;
    const late = await poll.vote(5);
    await door.client.vote(await poll.vote(6), { wait: true });
    for (const oracle of ORACLES.slice(0, 2)) {
      const statement = { kind: "status", status: Status.ENDED } as const;
      const word = await poll.world.attestation(poll.id, sequence, statement, oracle);
      await door.client.transaction(encodeTransaction(word), { wait: true });
    }
    told(await door.post("/v1/votes", late), 410, "ledger/ended");
    told(await door.post("/v1/votes?wait=receipt", late), 410, "ledger/ended");
    const [batched] = await door.client.votes([late]);
    assert.ok(batched && "error" in batched && batched.error.code === "ledger/ended");
    await until(door.ordering, door.ordering.head.height + 2);
    const results = JSON.parse(await door.client.results(poll.id));
    assert.equal(results.questions[0].results[1].count, "9", "the votes before the end, and no other");
    assert.equal((await door.client.process(poll.id)).phase, "counted");
    assert.equal((await door.client.log(poll.id)).size, 2);
  });

  it("takes a registration, and refuses one that comes too late or twice", async () => {
    const processDoor = await openPoll(
      door,
      {
        mode: { preRegister: true },
        envelopeType: { anonymous: true },
        censusKey: UNKNOWN,
      },
      poll.world,
    ).catch(({ code }) => code);
    assert.equal(processDoor, "ledger/unknown-key");
    const it = { weight: 1n, eligibility: CENSUS.member(0).eligibility, commitment: 5n };
    const made = await registration(poll.world, poll.id, VOTERS[0]!, it);
    const { kind: _, ...envelope } = made;
    told(await door.post("/v1/registrations", encodeRegistration(envelope)), 422, "ledger/no-registration");
  });

  it("keeps the files that a process names, and lets caches keep them", async () => {
    const made = await door.client.publish(FILE);
    assert.deepEqual(made, { hash: contentHash(FILE), bytes: FILE.length });
    assert.deepEqual(Buffer.from(await door.client.census(poll.id)), FILE);
    assert.deepEqual(Buffer.from(await door.client.content(made.hash)), FILE);
    const { headers } = await door.get(`/v1/content/${made.hash}`);
    assert.deepEqual(
      [headers.get("etag"), headers.get("cache-control"), headers.get("content-length")],
      [`"${made.hash}"`, "public, max-age=31536000, immutable", `${FILE.length}`],
    );
    const again = await door.get(`/v1/processes/${poll.id}/census`, { "if-none-match": `"${made.hash}"` });
    assert.deepEqual([again.status, again.text], [304, ""]);
  });

  it("503: while the node stops; what it has can still be read", async () => {
    await door.ordering.stop();
    const answer = await door.post("/v1/votes", await poll.vote(7));
    told(answer, 503, "ordering/stopping");
    assert.ok(Number(answer.headers.get("retry-after")) >= 1);
    told(await door.get("/health"), 503, "ordering/stopping");
    const chain = await door.client.chain();
    assert.deepEqual([chain.accepting, chain.reason?.code], [false, "ordering/stopping"]);
    assert.equal((await door.client.log(poll.id)).size, 2);
  });

  it("has reached each status but those of time and rate, which limits.test.ts reaches", () => {
    const expected = STATUSES.map(({ status }) => status).filter((one) => ![408, 429, 500].includes(one));
    assert.deepEqual([...seen].sort(), expected);
  });
});
