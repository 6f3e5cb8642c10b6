import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "@noble/hashes/sha2.js";
import { checkHead, checkReceipt, ROUTES, type Route } from "../../../src/api/index.js";
import { fixedHex, toHex } from "../../../src/bytes/index.js";
import { genesisText } from "../../../src/ledger/index.js";
import { replay, until } from "../../support/node/solo.js";
import { errorOf, type OpenDoor, openDoor, openPoll, type Poll } from "./support.js";

describe("node service: the routes", () => {
  let door: OpenDoor;
  let poll: Poll;
  before(async () => {
    door = await openDoor();
    poll = await openPoll(door, { maxVoteOverwrites: 2 });
  });
  after(() => door.close());

  it("says which chain it has, with a head that its validator signed", async () => {
    const chain = await door.client.chain();
    const genesis = await door.client.genesis(door.ordering.genesis.hash);
    checkHead(genesis, chain.head);
    assert.deepEqual(
      [chain.genesisHash, chain.accepting, chain.reason, chain.processes],
      [toHex(genesis.hash), true, null, 1],
    );
    const { text, headers } = await door.get("/v1/genesis");
    assert.equal(text, genesisText(door.ordering.genesis));
    assert.equal(toHex(sha256(Buffer.from(text))), chain.genesisHash);
    const etag = headers.get("etag")!;
    assert.equal((await door.get("/v1/genesis", { "if-none-match": etag })).status, 304);
    await assert.rejects(door.client.genesis(new Uint8Array(32)), { code: "api/genesis" });
  });

  it("lists processes, and shows one with its parameters and heights", async () => {
    const { processes, total } = await door.client.processes();
    assert.equal(total, 1);
    assert.deepEqual(
      processes.map(({ processId, phase, start }) => [processId, phase, start]),
      [[poll.id, "open", poll.start]],
    );
    assert.deepEqual((await door.client.processes({ from: 1 })).processes, []);
    const process = await door.client.process(poll.id);
    assert.deepEqual(
      [process.params.maxVoteOverwrites, process.status, process.counted, process.roots[0]?.until],
      [2, "READY", null, 0],
    );
    assert.deepEqual(await door.client.keys(poll.id), { processId: poll.id, ceremony: null, missing: [] });
    await assert.rejects(door.client.results(poll.id), { code: "ledger/not-counted" });
  });

  it("takes a vote at once, and answers with its receipt to who waits or sends it again", async () => {
    const first = await poll.vote(0);
    const answer = await door.client.vote(first);
    assert.equal(answer.state, "verified");
    const second = await door.client.vote(await poll.vote(1), { wait: true });
    assert.ok(second.state === "recorded");
    const { entry } = checkReceipt(door.ordering.genesis, second.receipt);
    assert.deepEqual([entry.voterId, entry.weight], [poll.voterId(1), 2n]);
    await until(door.ordering, door.ordering.head.height + 2);
    const again = await door.client.vote(first);
    assert.ok(again.state === "recorded");
    assert.equal(checkReceipt(door.ordering.genesis, again.receipt).entry.voterId, poll.voterId(0));
  });

  it("gives a receipt to who knows the envelope's hash, and the same refusal to anyone else", async () => {
    const sent = await door.client.vote(await poll.vote(2), { wait: true });
    assert.ok(sent.state === "recorded");
    const { processId, voterId, envelopeHash } = sent.receipt;
    const receipt = await door.client.waitForReceipt({ processId, voterId, envelopeHash });
    assert.equal(checkReceipt(door.ordering.genesis, receipt).entry.envelopeHash, envelopeHash);
    const ask = async (body: object) => {
      const { status, headers, text } = await door.post("/v1/receipts", JSON.stringify(body));
      return [status, headers.get("retry-after"), text];
    };
    const hash = toHex(new Uint8Array(32).fill(1));
    const wrongHash = await ask({ processId, voterId, envelopeHash: hash });
    const stranger = await ask({ processId, voterId: hash, envelopeHash: hash });
    const elsewhere = await ask({ processId: hash, voterId, envelopeHash: hash });
    assert.equal(wrongHash[0], 404);
    assert.equal(JSON.parse(wrongHash[2] as string).code, "service/no-receipt");
    assert.deepEqual(stranger, wrongHash);
    assert.deepEqual(elsewhere, wrongHash);
    await assert.rejects(
      door.client.receipt({ processId, voterId: hash, envelopeHash: 1n }),
      ({ code, told }) => {
        assert.deepEqual([code, told.code, told.status], ["api/refused", "service/no-receipt", 404]);
        return true;
      },
    );
  });

  it("still gives the receipt of a vote whose answer came after the next one of its voter", async () => {
    const votes = await Promise.all([0, 1, 2].map((nonce) => poll.vote(3, { nonce, votes: [nonce] })));
    for (const [nonce, vote] of votes.entries()) {
      const answer = await door.client.vote(vote, { wait: true });
      assert.ok(answer.state === "recorded");
      assert.equal(checkReceipt(door.ordering.genesis, answer.receipt).entry.nonce, nonce);
    }
    const old = await door.post("/v1/votes", votes[0]!);
    assert.deepEqual([old.status, errorOf(old).code, errorOf(old).counts], [409, "ledger/superseded", 2]);
  });

  it("takes many at once, with a result for each: a bad one harms no other", async () => {
    const bad = (await poll.vote(5)).replace('"nonce":0', '"nonce":9');
    const lines = [await poll.vote(4), bad, "no vote", await poll.vote(6), await poll.vote(4)];
    const results = await door.client.votes(lines);
    assert.deepEqual(
      results.map((one) => ("error" in one ? one.error.code : one.state)),
      ["verified", "ledger/overwrites", "ballot/envelope", "verified", "verified"],
    );
    await until(door.ordering, door.ordering.head.height + 2);
    const again = await door.client.votes(lines);
    assert.deepEqual(
      again.map((one) => ("error" in one ? one.error.code : one.state)),
      ["recorded", "ledger/overwrites", "ballot/envelope", "recorded", "recorded"],
    );
  });

  it("shows pages of the log, and blocks that replay to the signed root", async () => {
    const { size, entries } = await door.client.log(poll.id, { from: 1, count: 2 });
    assert.deepEqual(
      entries.map(({ index }) => index),
      [1, 2],
    );
    assert.ok(size > 6);
    assert.equal(entries[0]!.voterId, poll.voterId(1));
    assert.deepEqual((await door.client.log(poll.id, { from: size })).entries, []);
    const { height } = door.ordering.head;
    const blocks = [];
    while (blocks.length < height)
      blocks.push(...(await door.client.blocks({ from: blocks.length + 1, count: 50 })));
    assert.deepEqual(
      blocks.map((block) => block.height),
      blocks.map((_, i) => i + 1),
    );
    await replay(door.store);
    const { stateRoot } = blocks[height - 1]!;
    assert.equal(fixedHex(stateRoot, 32, "root").length, 32);
  });

  it("tells streams of blocks and of the states of votes", async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const blocksOnly: string[] = [];
    const listen = (async () => {
      for await (const event of door.client.events({ signal: stop.signal })) {
        if (event.kind === "block") continue;
        seen.push(`${event.kind === "transaction" ? event.state : event.kind} ${event.id}`);
        if (event.kind === "refused") assert.equal(event.error.code, "ledger/signature");
      }
    })();
    const stopBlocks = new AbortController();
    const listenBlocks = (async () => {
      for await (const event of door.client.events({ signal: stopBlocks.signal, only: "blocks" }))
        blocksOnly.push(event.kind);
    })();
    const { height } = door.ordering.head;
    await until(door.ordering, height + 3);
    const refused = await poll.vote(8, { signature: new Uint8Array(65).fill(1) });
    assert.equal(errorOf(await door.post("/v1/votes", refused)).code, "ledger/signature");
    const answer = await door.client.vote(await poll.vote(7));
    assert.ok(answer.state === "verified");
    const { id } = answer;
    const end = Date.now() + 30_000;
    while (!seen.includes(`recorded ${id}`)) {
      assert.ok(Date.now() < end, "the vote's event did not come");
      await sleep(5);
    }
    stop.abort();
    await listen;
    stopBlocks.abort();
    await listenBlocks;
    const own = seen.filter((one) => one.endsWith(id)).map((one) => one.split(" ")[0]);
    assert.deepEqual(own, ["received", "verified", "recorded"]);
    assert.equal(seen.filter((one) => one.startsWith("refused")).length, 1);
    assert.ok(blocksOnly.length > 0 && blocksOnly.every((kind) => kind === "block"));
  });

  it("shows health and figures, and no address, nullifier or id in them", async () => {
    assert.equal((await door.client.health()).status, "ok");
    const text = await door.client.metrics();
    for (const name of ["psephos_chain_height", "psephos_http_requests_total", "psephos_refusals_total"])
      assert.match(text, new RegExp(`^${name}`, "m"));
    assert.ok(!/0x[0-9a-f]{16,}|127\.0\.0\.1/.test(text), "a label with somebody's value");
  });

  it("lets pages of other origins ask, and not with their visitors' cookies", async () => {
    const { headers } = await door.get("/v1/chain", { origin: "https://vote.example" });
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("access-control-allow-credentials"), null);
    const events = await fetch(`${door.url}/v1/events`, { headers: { origin: "https://vote.example" } });
    assert.deepEqual(
      [events.headers.get("access-control-allow-origin"), events.headers.get("content-type")],
      ["*", "text/event-stream; charset=utf-8"],
    );
    await events.body!.cancel();
    const preflight = await fetch(`${door.url}/v1/votes`, {
      method: "OPTIONS",
      headers: {
        origin: "https://vote.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get("access-control-allow-headers")!, /content-type/);
  });

  it("describes every route, and every status of it, in its OpenAPI document", async () => {
    const document = (await door.client.openapi()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
    };
    assert.equal(document.openapi, "3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, method, path]),
    );
    const expected = Object.entries(ROUTES as Record<string, Route>).map(([name, { method, path }]) => [
      name,
      method.toLowerCase(),
      path.replace(/:([a-z]+)/g, "{$1}"),
    ]);
    assert.deepEqual(described.sort(), expected.sort());
    for (const [name, { answers, path, method }] of Object.entries(ROUTES as Record<string, Route>)) {
      const { responses } = document.paths[path.replace(/:([a-z]+)/g, "{$1}")]![method.toLowerCase()]!;
      for (const status of Object.keys(answers)) assert.ok(status in responses, `${name} ${status}`);
    }
  });
});
