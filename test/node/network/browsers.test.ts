// Voters without HTTP: what a page's libp2p asks of real nodes over WebSocket, and what strangers try there.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gossipsub, StrictNoSign } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import type { Stream } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { lpStream } from "@libp2p/utils";
import { webSockets } from "@libp2p/websockets";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p, type Libp2p } from "libp2p";
import { gossipTarget } from "../../../packages/node/src/main/gossip.js";
import {
  MOST_REQUEST,
  MOST_REQUESTS_OF_PEER,
  MOST_VISITORS_OF_ADDRESS,
} from "../../../packages/node/src/network/gossip/bounds.js";
import { type Gossip, requestsProtocol, startGossip } from "../../../packages/node/src/network/index.js";
import { createNodeClient, GatewayBook, type NodeClient } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { decodeAnswer, encodeRequest } from "../../../src/oblivious/index.js";
import { nodeOfPeer } from "../../../web/shared/peer-address.js";
import { Peers } from "../../../web/shared/peers.js";
import { seedOf } from "../../gateways/support.js";
import { rejectsCode } from "../../support/errors.js";
import { nodeGenesis } from "../../support/node/solo.js";
import "../../support/web-socket.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../service/support.js";
import { until } from "../until.js";

const genesis = nodeGenesis();
const GENESIS = toHex(genesis.hash);
const PATIENCE = 1_000;
const log = { info: () => {}, warn: () => {} };

interface Node {
  readonly door: OpenDoor;
  readonly poll: Poll;
  readonly gossip: Gossip;
  /** Where gateways connect to, and browsers. */
  readonly tcp: string;
  readonly web: string;
}

async function openNode(i: number, peers: readonly string[] = []): Promise<Node> {
  const parts: { gossip?: Gossip } = {};
  const door = await openDoor({
    passOn: (bytes) => parts.gossip!.transaction(bytes),
    limits: { falseVotes: 1 },
  });
  const poll = await openPoll(door, { maxVoteOverwrites: 2 });
  const gossip = await startGossip({
    ...{ genesisHash: GENESIS, seed: seedOf(`browsers' node ${i}`), peers, known: () => [], log },
    listen: ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/tcp/0/ws"],
    ...{ allowPrivate: true, interval: 500, patience: PATIENCE },
    target: gossipTarget(door.ordering, new GatewayBook(() => genesis)),
  });
  parts.gossip = gossip;
  await gossip.serve(door.carried);
  const web = gossip.addresses.find((one) => one.includes("/ws/"))!;
  return { door, poll, gossip, tcp: gossip.addresses.find((one) => one !== web)!, web };
}

describe("node: browsers over libp2p", function () {
  this.timeout(60_000);
  let first: Node;
  let second: Node;
  let page: Peers;
  let client: NodeClient;
  let strangers: Libp2p[];
  let voter = 0;
  before(async () => {
    second = await openNode(2);
    first = await openNode(1, [second.tcp]);
    await until("the gateways are connected", () => first.gossip.peers === 1 && second.gossip.peers === 1);
    await sleep(1_200); // a heartbeat, in which the peers' meshes grow
  });
  after(async () => {
    for (const { gossip, door } of [first, second]) {
      await gossip.stop();
      await door.close();
    }
  });
  beforeEach(() => {
    page = new Peers(GENESIS);
    client = createNodeClient(nodeOfPeer(first.web)!, { fetch: page.fetchFrom(first.web) });
    strangers = [];
  });
  afterEach(async () => {
    await page.close();
    for (const stranger of strangers) await stranger.stop();
  });

  /** A stranger with the same transport. @returns opens streams of the protocol */
  async function stranger(): Promise<() => Promise<Stream>> {
    const one = await createLibp2p({
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    });
    strangers.push(one);
    return () => one.dialProtocol(multiaddr(first.web), requestsProtocol(GENESIS));
  }
  /** The code of the refusal that comes on a stream. */
  async function refusalOn(stream: Stream): Promise<string> {
    const answer = decodeAnswer((await lpStream(stream).read()).subarray());
    assert.ok(answer.status >= 400);
    return JSON.parse(Buffer.from(answer.body).toString()).code;
  }
  const request = (path: string, body = new Uint8Array()) =>
    encodeRequest({
      ...{ method: body.length > 0 ? "POST" : "GET", scheme: "https", authority: "node", path, body },
      fields: body.length > 0 ? [["content-type", "application/json"]] : [],
    });

  it("read what a voter needs, vote, and have the receipt, and the vote reaches other gateways", async () => {
    const name = await client.genesis(genesis.hash);
    assert.equal(toHex(name.hash), GENESIS);
    const answer = await client.vote(await first.poll.vote(voter++), { wait: true });
    assert.equal(answer.state, "recorded");
    assert.equal((await client.process(first.poll.id)).votes, 1);
    await until(
      "the other one records it",
      async () => (await second.door.client.process(second.poll.id)).votes === 1,
    );
    // Nothing of it came over HTTP.
    assert.ok(![...first.door.answered].some((one) => one.startsWith("POST /v1/votes")));
  });

  it("take no part in gossip, which has bounds of its own", async () => {
    const one = await createLibp2p({
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify(), pubsub: gossipsub({ globalSignaturePolicy: StrictNoSign }) },
    });
    strangers.push(one);
    const { pubsub } = one.services;
    const topic = `/psephos/${GENESIS}/transactions/1`;
    const heard: unknown[] = [];
    pubsub.addEventListener("message", ({ detail }) => heard.push(detail));
    pubsub.subscribe(topic);
    await one.dial(multiaddr(first.web));
    await sleep(1_200);
    await client.vote(await first.poll.vote(voter++), { wait: true });
    await sleep(500);
    assert.deepEqual([pubsub.getSubscribers(topic), heard], [[], []]);
    assert.equal((await second.door.client.process(second.poll.id)).votes > 0, true);
  });

  it("get files that are larger than one answer, in parts", async () => {
    const file = Uint8Array.from({ length: 5_000_001 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
    const hash = await first.door.content.put(file);
    assert.deepEqual(await client.content(hash), file);
  });

  it("ask many things at once, on one connection", async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => client.process(first.poll.id)));
    assert.ok(all.every(({ processId }) => processId === first.poll.id));
  });

  it("are refused what only HTTP takes, and what a rule refuses, with its code", async () => {
    await rejectsCode("api/refused", client.metrics());
    await rejectsCode("ledger/no-process", client.process(`0x${"00".repeat(32)}`));
    const forged = (await first.poll.vote(voter++)).replace(/"signature":"0x..../, '"signature":"0x1111');
    await rejectsCode("ledger/signature", client.vote(forged));
    // False votes count for the address that they come from, as over HTTP.
    await assert.rejects(client.vote(forged), /too many false votes came from this address/);
  });

  it("have no answer of a node of another chain, nor of one under another name", async () => {
    const other = new Peers(`0x${"11".repeat(32)}`);
    const foreign = createNodeClient(nodeOfPeer(first.web)!, { fetch: other.fetchFrom(first.web) });
    await rejectsCode("api/unreachable", foreign.chain());
    await other.close();
    const wrong = first.web.replace(/p2p\/.*/, `p2p/${/p2p\/(.*)/.exec(second.web)![1]}`);
    const misled = createNodeClient(nodeOfPeer(wrong)!, { fetch: page.fetchFrom(wrong) });
    await rejectsCode("api/unreachable", misled.chain());
  });

  it("are told what is wrong with a malformed, too large or slow request", async () => {
    const open = await stranger();
    const malformed = await open();
    await lpStream(malformed).write(Uint8Array.of(9, 9, 9));
    assert.equal(await refusalOn(malformed), "oblivious/http");

    const large = await open();
    const length = Uint8Array.of(0x80 | (MOST_REQUEST & 0x7f), 0x80 | ((MOST_REQUEST >> 7) & 0x7f), 0x7f);
    large.send(length); // of 2 MB
    large.send(new Uint8Array(50_000));
    assert.equal(await refusalOn(large), "network/request-size");

    const slow = await open();
    slow.send(Uint8Array.of(200, 1, 0));
    const drip = setInterval(() => slow.status === "open" && slow.send(Uint8Array.of(0)), 100);
    const began = performance.now();
    assert.equal(await refusalOn(slow), "network/request-slow");
    clearInterval(drip);
    assert.ok(performance.now() - began < 5 * PATIENCE);
    // The connection goes on.
    const good = await open();
    await lpStream(good).write(request("/v1/chain"));
    assert.equal(decodeAnswer((await lpStream(good).read()).subarray()).status, 200);
  });

  it("have a few requests at once on a connection, and cannot fill the node with slow ones", async () => {
    const open = await stranger();
    const held: Stream[] = [];
    for (let i = 0; i < MOST_REQUESTS_OF_PEER * 3; i++) {
      const stream = await open().catch(() => undefined);
      if (stream) held.push(stream);
    }
    await until(
      "the others are reset",
      () => held.filter(({ status }) => status === "open").length <= MOST_REQUESTS_OF_PEER,
    );
    assert.equal((await client.chain()).genesisHash, GENESIS);
  });

  it("have a bounded number of connections of an address, and sockets that say nothing are closed", async () => {
    const port = Number(/tcp\/(\d+)/.exec(first.web)![1]);
    const closed = new Set<Socket>();
    const sockets = Array.from({ length: MOST_VISITORS_OF_ADDRESS + 20 }, (_, i) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.on("error", () => {});
      socket.on("close", () => closed.add(socket));
      // Some say nothing, some begin with HTTP and do not end.
      if (i % 2 === 0) socket.on("connect", () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n"));
      return socket;
    });
    await until("those above the bound are closed", () => closed.size >= 20);
    await until("all are closed", () => closed.size === sockets.length, 5 * PATIENCE);
    assert.equal((await client.chain()).genesisHash, GENESIS);
    assert.equal(first.gossip.peers, 1);
  });
});
