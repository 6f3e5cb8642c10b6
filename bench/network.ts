/**
 * One vote by name from the voter to its block, by four ways: HTTP, Oblivious HTTP through a relay, libp2p from the voter's page over WebSocket, and gossip over two hops to a gateway that
 * the voter did not ask. All on this machine, in turns, with blocks of 5 ms: the network's own time is not in it. Bytes are those of the TCP connection, both ways, without its headers: with
 * the receipt, and of gossip those of the first hop until it is recorded.
 */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gossipTarget } from "../packages/node/src/main/gossip.js";
import { type Gossip, startGossip, startRelay } from "../packages/node/src/network/index.js";
import { createNodeClient, GatewayBook } from "../src/api/index.js";
import { toHex } from "../src/bytes/index.js";
import { obliviousFetch, publicOf } from "../src/oblivious/index.js";
import { seedOf } from "../test/gateways/support.js";
import { openDoor, openPoll } from "../test/node/service/support.js";
import { nodeGenesis } from "../test/support/node/solo.js";
import "../test/support/web-socket.js";
import { nodeOfPeer } from "../web/shared/peer-address.js";
import { Peers } from "../web/shared/peers.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const VOTES = 12;
/** Votes before those that are measured. */
const WARM = 3;
/** Milliseconds after each, in which what is left of it ends. */
const PAUSE = 50;

const secretKey = seedOf("network bench");
const KEY = { id: 1, secretKey, publicKey: publicOf(secretKey) };

interface Counter {
  readonly port: number;
  bytes: number;
  close(): void;
}

/** Passes a port's connections on, and counts their bytes. */
async function counting(port: number): Promise<Counter> {
  const server: Server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (chunk: Buffer) => {
        counter.bytes += chunk.length;
      });
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const counter: Counter = {
    port: (server.address() as AddressInfo).port,
    bytes: 0,
    close: () => server.close(),
  };
  return counter;
}

const portOf = (url: string): number => Number(new URL(url).port);
const at = ({ port }: Counter): string => `http://127.0.0.1:${port}`;

/** One way of a vote to its block. */
interface Way {
  readonly name: string;
  readonly counter: Counter;
  /** Envelopes, each of another voter. */
  readonly votes: readonly string[];
  readonly send: (envelope: string) => Promise<unknown>;
}

/** Of one vote: milliseconds by the clock, of the processor for all parts together, and bytes. */
interface Measured {
  readonly time: number;
  readonly cpu: number;
  readonly bytes: number;
}

async function measure({ counter, send, votes }: Way, i: number): Promise<Measured> {
  counter.bytes = 0;
  const [began, before] = [performance.now(), process.cpuUsage()];
  await send(votes[i]!);
  const { user, system } = process.cpuUsage(before);
  return { time: performance.now() - began, cpu: (user + system) / 1000, bytes: counter.bytes };
}

const genesis = nodeGenesis();

async function openGateway(name: string, peers: readonly string[]) {
  const parts: { gossip?: Gossip } = {};
  const door = await openDoor({
    oblivious: { key: KEY },
    passOn: (bytes) => parts.gossip!.transaction(bytes),
  });
  const poll = await openPoll(door);
  const log = { info: () => {}, warn: () => {} };
  const gossip = await startGossip({
    ...{ genesisHash: toHex(genesis.hash), seed: seedOf(name), peers, log },
    listen: ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/tcp/0/ws"],
    ...{ known: () => [], allowPrivate: true, interval: 500 },
    target: gossipTarget(door.ordering, new GatewayBook(() => genesis)),
  });
  parts.gossip = gossip;
  await gossip.serve(door.carried);
  const recorded = () =>
    new Promise<void>((resolve) => {
      const end = door.ordering.subscribe(({ kind }) => {
        if (kind !== "recorded") return;
        end();
        resolve();
      });
    });
  const close = async () => {
    await gossip.stop();
    await door.close();
  };
  return { door, poll, gossip, recorded, close };
}

export default async function network(): Promise<BenchResult> {
  const middle = await openGateway("middle", []);
  const hop = await counting(Number(/tcp\/(\d+)/.exec(middle.gossip.addresses[0]!)![1]));
  const first = await openGateway("first", [
    middle.gossip.addresses[0]!.replace(/tcp\/\d+/, `tcp/${hop.port}`),
  ]);
  const byTcp = middle.gossip.addresses.filter((address) => !address.includes("/ws/"));
  const last = await openGateway("last", byTcp);
  const relay = await startRelay({ gateways: [last.door.url], host: "127.0.0.1", port: 0 });
  const web = last.gossip.addresses.find((address) => address.includes("/ws/"))!;
  const socket = await counting(Number(/tcp\/(\d+)/.exec(web)![1]));
  const page = new Peers(toHex(genesis.hash));
  const [straight, sealed] = await Promise.all(
    [last.door.url, relay.url].map((url) => counting(portOf(url))),
  );
  try {
    while (middle.gossip.peers < 2) await sleep(50);
    await sleep(2_000);
    let voter = 0;
    const votes = async () =>
      Promise.all(Array.from({ length: WARM + VOTES }, () => last.poll.vote(voter++)));
    const direct = createNodeClient(at(straight!));
    const carry = obliviousFetch({ relay: at(sealed!), gateway: last.door.url, key: KEY });
    const through = createNodeClient(last.door.url, { fetch: carry });
    const peer = web.replace(/tcp\/\d+/, `tcp/${socket.port}`);
    const visiting = createNodeClient(nodeOfPeer(peer)!, { fetch: page.fetchFrom(peer) });
    const ways: Way[] = [
      {
        ...{ name: "HTTP", counter: straight!, votes: await votes() },
        send: (envelope) => direct.vote(envelope, { wait: true }),
      },
      {
        ...{ name: "a relay", counter: sealed!, votes: await votes() },
        send: (envelope) => through.vote(envelope, { wait: true }),
      },
      {
        ...{ name: "libp2p", counter: socket, votes: await votes() },
        send: (envelope) => visiting.vote(envelope, { wait: true }),
      },
      {
        ...{ name: "gossip, two hops", counter: hop, votes: await votes() },
        async send(envelope) {
          const there = last.recorded();
          await first.door.client.vote(envelope);
          await there;
        },
      },
    ];
    const all = ways.map((): Measured[] => []);
    // In turns, so that a busy machine is as busy for each.
    for (let i = 0; i < WARM + VOTES; i++)
      for (const [k, way] of ways.entries()) {
        const one = await measure(way, i);
        if (i >= WARM) all[k]!.push(one);
        await sleep(PAUSE);
      }
    const of = (k: number, what: keyof Measured) => all[k]!.map((one) => one[what]);
    const toHttp = (k: number, what: keyof Measured) =>
      median(of(k, what).map((value, i) => value / of(0, what)[i]!));
    return {
      name: "network",
      ratios: Object.fromEntries(
        [1, 2, 3].flatMap((k) => [
          [`${ways[k]!.name} / HTTP: time`, toHttp(k, "time")],
          [`${ways[k]!.name} / HTTP: processor`, toHttp(k, "cpu")],
        ]),
      ),
      figures: Object.fromEntries(
        ways.flatMap(({ name }, k) => [
          [`by ${name}: sent to recorded, median ms`, median(of(k, "time"))],
          [`by ${name}: the slowest of ${VOTES}, ms`, Math.max(...of(k, "time"))],
          [`by ${name}: the processor's ms, voter, relay and nodes together`, median(of(k, "cpu"))],
          [`by ${name}: bytes for each vote`, Math.round(median(of(k, "bytes")))],
        ]),
      ),
    };
  } finally {
    await page.close();
    for (const counter of [hop, straight!, sealed!, socket]) counter.close();
    await relay.close();
    for (const { close } of [first, last, middle]) await close();
  }
}
