// How a voter's requests reach the nodes: through a relay of another operator, never past it without the voter's word. A real node and a real relay.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "@noble/hashes/utils.js";
import { type RunningRelay, startRelay } from "../../packages/node/src/network/index.js";
import {
  consensusChainId,
  encodeGatewayRecord,
  GatewayBook,
  type GatewayRecord,
  genesisValidators,
  type UnsignedGatewayRecord,
  validatorKey,
  validatorsAnswer,
} from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { ANSWER_MEDIA, decodeRequest, encodeKeys, openRequest, publicOf } from "../../src/oblivious/index.js";
import type { ElectionLink } from "../../web/shared/link.js";
import { openThroughRelays } from "../../web/shared/relays.js";
import { Ways } from "../../web/vote/ways.js";
import { recordOf, seedOf } from "../gateways/support.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../node/service/support.js";
import { rejectsCode } from "../support/errors.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { ORACLES, World } from "../support/ledger/world.js";
import { blockOf } from "../support/light/blocks.js";
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
/** Both validators say that they are the ones of now. */
const proof = validatorsAnswer(
  genesis,
  blockOf(consensusChainId(genesis), {
    ...{ height: 1, signers: [SECRET_KEY, OTHER], validators: genesisValidators(genesis) },
    time: new Date().toISOString().replace(/\.?0*Z$/, "Z"),
  }),
  [],
);
const forever = new AbortController().signal;
const NOBODY = "http://127.0.0.1:9";

/** A relay that shows a key of its own as the node's, opens what is sealed for it, and lets the node answer. */
async function openEvilAt(door: OpenDoor, change: Partial<GatewayRecord>, seed: Uint8Array) {
  const key = { id: 1, secretKey: seed, publicKey: publicOf(seed) };
  const record = recordOf({ genesis }, seed, { addresses: [door.url], keys: toHex(encodeKeys([key])) });
  const read: string[] = [];
  const server: Server = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(encodeGatewayRecord({ ...record, ...change }));
    const opened = await openRequest(key, new Uint8Array(Buffer.concat(await request.toArray())));
    read.push(decodeRequest(opened.request).path);
    const answer = await door.carried.answer(opened.request, { address: "127.0.0.1", ofMany: true });
    response.setHeader("content-type", ANSWER_MEDIA);
    return response.end(await opened.seal(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, read, close };
}

describe("pages: the way of a vote", () => {
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
    Object.assign(door.ordering, { presentValidators: async () => proof });
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
  const openEvil = (change: Partial<GatewayRecord>, seed = seedOf("evil")) => openEvilAt(door, change, seed);
  const list = (...records: GatewayRecord[]) => {
    book = new GatewayBook(() => genesis);
    for (const record of records) book.add(record);
  };
  const waysOf = (change: Partial<ElectionLink> = {}) =>
    new Ways(
      {
        ...{ genesisHash: toHex(genesis.hash), nodes: [door.url], processId: poll.id, proofs: [] },
        ...{ manifest: undefined, key: undefined, ...change },
      },
      how,
    );
  /** As the page opens an election. */
  async function opened(change: Partial<ElectionLink> = {}, more: readonly string[] = []): Promise<Ways> {
    const ways = waysOf(change);
    await ways.find(await ways.open(forever), more);
    return ways;
  }
  /** Sends the vote of another voter each time. */
  async function vote({ client }: Ways): Promise<void> {
    const voterId = poll.voterId(voter);
    const answer = await client.vote(await poll.vote(voter++), { wait: true });
    assert.ok(answer.state === "recorded");
    assert.equal(answer.receipt.voterId, voterId);
  }
  const toNode = () => asked.filter((line) => line.includes(` ${door.url}/`));
  const hostOf = (url: string) => new URL(url).host;

  it("goes through a relay of another operator, if the lists name one", async () => {
    const ways = await opened();
    const through = [{ relay: relay.url, node: door.url, validator: own.validator }];
    assert.deepEqual(ways.shown, {
      ...{ kind: "relay", by: [hostOf(relay.url)], nodes: [hostOf(door.url)], named: false, through },
    });
    asked = [];
    assert.equal((await ways.client.process(poll.id)).processId, poll.id);
    await vote(ways);
    assert.deepEqual(toNode(), []);
    assert.ok(asked.length > 0 && asked.every((line) => line.startsWith(`POST ${relay.url}/to/`)));
  });

  it("is found from the addresses of the questions' document, too", async () => {
    const ways = await opened({ nodes: [door.url] }, [NOBODY]);
    assert.equal(ways.shown.kind, "relay");
  });

  it("ends at a relay that does not answer, until the voter chooses", async () => {
    await relay.close();
    const ways = await opened();
    assert.deepEqual([ways.shown.kind, ways.shown.by], ["relay", []]);
    asked = [];
    await rejectsCode("oblivious/relay", vote(ways));
    assert.deepEqual(asked, []);
    await ways.take("relay", genesis);
    await rejectsCode("oblivious/relay", vote(ways));
    await ways.take("direct", genesis);
    assert.deepEqual([ways.shown.kind, ways.shown.nodes], ["direct", [hostOf(door.url)]]);
    await vote(ways);
    await ways.find(genesis);
    assert.equal(ways.shown.kind, "direct");
  });

  it("ends at a relay that stops in the middle, and goes through another one if the lists have it", async () => {
    const ways = await opened();
    await vote(ways);
    await relay.close();
    asked = [];
    await rejectsCode("oblivious/relay", vote(ways));
    assert.deepEqual(toNode(), []);
    const second = await startRelay({ gateways: [door.url], host: "127.0.0.1", port: 0 });
    try {
      list(own, signed(OTHER, { relays: [relay.url, second.url] }));
      await ways.take("relay", genesis);
      assert.deepEqual(ways.shown.by, [hostOf(second.url)]);
      await vote(ways);
    } finally {
      await second.close();
    }
  });

  it("goes on through the second relay by itself when the first one stops", async () => {
    const second = await startRelay({ gateways: [door.url], host: "127.0.0.1", port: 0 });
    list(own, signed(OTHER, { relays: [relay.url, second.url] }));
    const ways = await opened();
    const relays = [relay, second];
    const first = relays.find(({ url }) => hostOf(url) === ways.shown.by[0])!;
    assert.equal(ways.shown.by.length, 2);
    await first.close();
    asked = [];
    await vote(ways);
    assert.deepEqual(toNode(), []);
    if (first !== second) await second.close();
  });

  it("goes directly where the only relay is the gateway's own", async () => {
    list(signed(SECRET_KEY, { addresses: [door.url], relays: [relay.url] }));
    const ways = await opened();
    assert.equal(ways.shown.kind, "direct");
    await vote(ways);
    assert.ok(toNode().some((line) => line.startsWith("POST")));
  });

  it("never reaches a node but through the link's relays, from the first request on", async () => {
    list();
    const ways = await opened({ relays: [NOBODY, relay.url] });
    assert.deepEqual(ways.shown.by, [hostOf(relay.url)]);
    assert.equal(ways.shown.named, true);
    await vote(ways);
    assert.deepEqual(toNode(), []);
    await rejectsCode("oblivious/relay", opened({ relays: [NOBODY] }));
  });

  it("does not go through a relay of the link that the node's own record names", async () => {
    const before = own;
    own = signed(SECRET_KEY, { addresses: [door.url], relays: [relay.url] });
    try {
      await rejectsCode("oblivious/relay", opened({ relays: [relay.url] }));
    } finally {
      own = before;
    }
  });

  it("begins directly if the voter says so when no relay of the link works", async () => {
    const ways = waysOf({ relays: [NOBODY] });
    await rejectsCode("oblivious/relay", ways.open(forever));
    await ways.take("direct");
    assert.equal(toHex((await ways.open(forever)).hash), toHex(genesis.hash));
    await vote(ways);
  });

  it("is not sealed for a key that the relay put in place of the node's", async () => {
    const evil = await openEvil({ validator: own.validator });
    try {
      list(own, signed(OTHER, { relays: [evil.url] }));
      const ways = await opened();
      await rejectsCode("oblivious/relay", vote(ways));
      assert.deepEqual(evil.read, ["/v1/validators"]);
    } finally {
      evil.close();
    }
  });

  it("is not sealed for a relay's operator who is a validator, too, and gives its own record as the node's", async () => {
    const evil = await openEvil({}, OTHER);
    try {
      list(own, signed(OTHER, { relays: [evil.url] }));
      const ways = await opened();
      assert.deepEqual([ways.shown.kind, ways.shown.by], ["relay", []]);
      await rejectsCode("oblivious/relay", vote(ways));
      assert.deepEqual(evil.read, []);
    } finally {
      evil.close();
    }
  });

  it("of a receipt's check is sealed only for the validator that the link names", async () => {
    const evil = await openEvil({}, OTHER);
    const open = (relayUrl: string, validator: Hex) =>
      openThroughRelays({
        ...{ relays: [relayUrl], nodes: [door.url], validators: [validator], hash: genesis.hash },
        ...{ failed: [], how },
      });
    try {
      await rejectsCode("oblivious/relay", open(evil.url, own.validator));
      assert.deepEqual(evil.read, []);
      const { transports } = await open(relay.url, own.validator);
      assert.deepEqual(
        transports.map(({ by }) => by),
        [relay.url],
      );
      assert.deepEqual(toNode(), []);
    } finally {
      evil.close();
    }
  });

  it("is not that of a link's relay which answers in the node's place, with a key of its own", async () => {
    const evil = await openEvil({});
    try {
      await rejectsCode("api/gateway", opened({ relays: [evil.url] }));
      assert.deepEqual(evil.read, ["/v1/genesis", "/v1/validators"]);
    } finally {
      evil.close();
    }
  });

  it("is known once: each node gives its registration one way", async () => {
    const ways = await opened();
    assert.deepEqual(
      ways.each.map(({ node }) => node),
      [door.url],
    );
    assert.deepEqual(
      waysOf({ nodes: [NOBODY, door.url] }).each.map(({ node }) => node),
      [NOBODY, door.url],
    );
  });
});
