// How a vote leaves the voter's page: through a relay of another operator, never past it without the voter's word. A real node and a real relay.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "@noble/hashes/utils.js";
import { type RunningRelay, startRelay } from "../../packages/node/src/network/index.js";
import {
  createNodeClient,
  encodeGatewayRecord,
  GatewayBook,
  type GatewayRecord,
  type UnsignedGatewayRecord,
  validatorKey,
} from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { encodeKeys, publicOf } from "../../src/oblivious/index.js";
import type { ElectionLink } from "../../web/shared/link.js";
import { openThroughRelays } from "../../web/shared/network.js";
import { Routes } from "../../web/vote/routes.js";
import { recordOf, seedOf } from "../gateways/support.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../node/service/support.js";
import { rejectsCode } from "../support/errors.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { ORACLES, World } from "../support/ledger/world.js";
import { nodeGenesis, SECRET_KEY } from "../support/node/solo.js";

const OTHER = seedOf("relay's operator");
const secretKey = randomBytes(32);
const KEY = { id: 1, secretKey, publicKey: publicOf(secretKey) };
const genesis = nodeGenesis({
  lists: {
    ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
    validators: [SECRET_KEY, OTHER].map(validatorKey),
  },
});
const forever = new AbortController().signal;

describe("pages: a vote on its way", () => {
  let door: OpenDoor;
  let poll: Poll;
  let relay: RunningRelay;
  let own: GatewayRecord;
  let book: GatewayBook;
  let voter = 0;
  /** What the page asked for. */
  let asked: string[];
  const how: typeof fetch = (input, init) => {
    asked.push(`${init?.method ?? "GET"} ${input}`);
    return fetch(input, init);
  };
  const signed = (seed: Uint8Array, change: Partial<UnsignedGatewayRecord>) =>
    recordOf({ genesis }, seed, { keys: toHex(encodeKeys([KEY])), ...change });
  before(async () => {
    door = await openDoor({
      solo: { genesis },
      oblivious: { key: KEY },
      gateways: { own: () => encodeGatewayRecord(own), list: () => book.encode(), take: () => false },
    });
    poll = await openPoll(door, { maxVoteOverwrites: 2 }, new World(ruleFacts(), genesis));
    own = signed(SECRET_KEY, { addresses: [door.url] });
  });
  after(() => door?.close());
  beforeEach(async () => {
    relay = await startRelay({ gateways: [door.url], host: "127.0.0.1", port: 0 });
    asked = [];
    list(own, signed(OTHER, { relays: [relay.url] }));
  });
  afterEach(() => relay.close());
  const list = (...records: GatewayRecord[]) => {
    book = new GatewayBook(() => genesis);
    for (const record of records) book.add(record);
  };
  const link = (change: Partial<ElectionLink> = {}): ElectionLink => ({
    ...{ genesisHash: toHex(genesis.hash), nodes: [door.url], processId: poll.id, proofs: [] },
    ...{ manifest: undefined, key: undefined, ...change },
  });
  const direct = () => ({ client: createNodeClient(door.url, { fetch: how }), genesis });
  /** Sends the vote of another voter each time. @returns whose it was, and whose receipt came */
  async function vote(routes: Routes, direct = false): Promise<void> {
    const voterId = poll.voterId(voter);
    const envelope = await poll.vote(voter++);
    const answer = await routes.send(direct, forever, (client) => client.vote(envelope, { wait: true }));
    assert.ok(answer.state === "recorded");
    assert.equal(answer.receipt.voterId, voterId);
  }
  const toNode = () => asked.filter((line) => line.includes(` ${door.url}/`));

  it("goes through a relay of another operator, if the lists name one", async () => {
    const routes = new Routes(link(), direct(), how);
    assert.deepEqual(await routes.way(), {
      relay: new URL(relay.url).host,
      gateway: new URL(door.url).host,
    });
    asked = [];
    await vote(routes);
    assert.deepEqual(toNode(), []);
    assert.ok(asked.length > 0 && asked.every((line) => line.startsWith(`POST ${relay.url}/to/`)));
  });

  it("goes past a relay that does not answer only if the voter says so", async () => {
    await relay.close();
    const routes = new Routes(link(), direct(), how);
    await rejectsCode("oblivious/relay", vote(routes));
    assert.ok(!asked.some((line) => line.startsWith("POST")), asked.join());
    await vote(routes, true);
  });

  it("goes directly where the only relay is the gateway's own", async () => {
    list({ ...signed(SECRET_KEY, { addresses: [door.url], relays: [relay.url] }) });
    const routes = new Routes(link(), direct(), how);
    assert.deepEqual(await routes.way(), { relay: undefined, gateway: new URL(door.url).host });
    await vote(routes);
    assert.ok(toNode().some((line) => line.startsWith("POST")));
  });

  it("never reaches a node at all but through the link's relays", async () => {
    list();
    const elsewhere = "http://127.0.0.1:9";
    const there = link({ relays: [elsewhere, relay.url] });
    const node = await openThroughRelays(there, how);
    assert.equal((await node.client.process(poll.id)).processId, poll.id);
    const routes = new Routes(there, node, how);
    assert.equal((await routes.way()).relay, new URL(relay.url).host);
    await vote(routes);
    assert.deepEqual(toNode(), []);
    await rejectsCode("oblivious/relay", openThroughRelays(link({ relays: [elsewhere] }), how));
  });

  it("is not sealed for a key that the relay put in place of the node's", async () => {
    const evil: Server = createServer((request, response) => {
      const seed = seedOf("evil");
      const forged = signed(seed, { keys: toHex(encodeKeys([{ id: 1, publicKey: publicOf(seed) }])) });
      const text = request.url!.startsWith("/record")
        ? encodeGatewayRecord({ ...forged, validator: own.validator })
        : "";
      response.end(text);
    });
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
    try {
      list(own, signed(OTHER, { relays: [url] }));
      const routes = new Routes(link(), direct(), how);
      await rejectsCode("oblivious/relay", vote(routes));
      assert.ok(!asked.some((line) => line.startsWith("POST")), asked.join());
    } finally {
      evil.closeAllConnections();
      evil.close();
    }
  });
});
