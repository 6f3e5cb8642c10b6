/**
 * Gossip between gateways: js-libp2p over TCP, with gossipsub. Votes, registrations and gateways' records travel; each message is checked before it is passed on, so a message that
 * nobody would record goes no further than one hop. Messages name no author. What a peer may cost is bounded (`bounds.ts`), and subscriptions to other topics are not kept.
 * Browsers come over WebSocket, and ask what they would ask the HTTP door (`requests.ts`).
 */
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { type GossipSub, type Message, TopicValidatorResult } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import type { Connection, Libp2p, PeerId } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { createLibp2p } from "libp2p";
import type { Hex } from "viem";
import type { NetworkLog } from "../content.js";
import "./node-20.js";
import { dialable, isWeb, peerAddress } from "./addresses.js";
import {
  BURST,
  Bucket,
  Conduct,
  Counts,
  MOST_BYTES,
  MOST_CHECKS,
  MOST_CHECKS_OF_PEER,
  MOST_CONNECTIONS,
  MOST_OPENING,
  MOST_REQUESTS_OF_PEER,
  MOST_VISITORS,
  NEW_OF_PROXY,
  NEW_PER_SECOND,
  PER_SECOND,
  REMEMBERED,
  VISIT_TIME,
} from "./bounds.js";
import { gaterOf } from "./gater.js";
import { GRAYLIST, pubsubOf, type Topics } from "./pubsub.js";
import { Requests, requestsProtocol, type VotersDoor } from "./requests.js";
import { type GossipTarget, type GossipVerdict, recordVerdict, transactionVerdict } from "./verdicts.js";
import { boundedWebSockets } from "./web-sockets.js";

export interface GossipOptions {
  readonly genesisHash: Hex;
  /** ed25519, 32 bytes: of this purpose alone. */
  readonly seed: Uint8Array;
  /** Where it listens: `/ip4/0.0.0.0/tcp/4001` for gateways, `/ip4/127.0.0.1/tcp/4002/ws` for browsers. */
  readonly listen: readonly string[];
  /** The addresses that others use, if they are other ones: `/dns4/node.example/tcp/4001`, `/dns4/node.example/tcp/443/wss`. */
  readonly external?: readonly string[];
  /** Peers that the operator named. */
  readonly peers: readonly string[];
  /** Addresses in the records of other gateways. */
  readonly known: () => readonly string[];
  readonly target: GossipTarget;
  readonly log: NetworkLog;
  /** Dials addresses of this machine and of private networks, too. */
  readonly allowPrivate?: boolean;
  /** Milliseconds between two looks for peers; 30,000 if left out. */
  readonly interval?: number;
  /** Milliseconds for which a message is known again; 30,000 if left out. */
  readonly remembered?: number;
  /** Whom a network address counts for: addresses of one network may count together. Each for itself if left out. */
  readonly senderOf?: (address: string) => string;
  /** Addresses of proxies that bring many browsers: what one may cost is then theirs to bound. */
  readonly proxies?: (address: string) => boolean;
  /** Milliseconds in which a browser's connection has to be open, and a request has to come; 10,000 if left out. */
  readonly patience?: number;
}

export interface Gossip {
  /** Where others reach it, with its peer id. */
  readonly addresses: readonly string[];
  /** Gateways that are connected. */
  readonly peers: number;
  /** Sends a transaction that this node has checked, if it is within a peer's share: more than that, others do not read. @returns how many peers got it */
  readonly transaction: (bytes: Uint8Array) => Promise<number>;
  /** Sends a gateway's record. */
  readonly record: (text: string) => Promise<number>;
  /** Answers voters' requests from now on. */
  readonly serve: (door: VotersDoor) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const INTERVAL = 30_000;
/** Peers from records that are dialled in one look, while there are fewer than {@link ENOUGH}. */
const DIALLED = 4;
const ENOUGH = 12;

const RESULTS: Readonly<Record<GossipVerdict, TopicValidatorResult>> = {
  pass: TopicValidatorResult.Accept,
  drop: TopicValidatorResult.Ignore,
  false: TopicValidatorResult.Reject,
};

type Services = { readonly pubsub: GossipSub & { getScore(peer: string): number } };

class Node implements Gossip {
  readonly #options: GossipOptions;
  readonly #conduct = new Conduct();
  readonly #share = new Bucket(BURST, PER_SECOND);
  readonly #topics: Topics;
  #libp2p!: Libp2p<Services & Record<string, unknown>>;
  #timer: NodeJS.Timeout | undefined;
  #checks = 0;
  /** By peer. */
  readonly #checking = new Counts();

  constructor(options: GossipOptions) {
    this.#options = options;
    const of = (what: string) => `/psephos/${options.genesisHash}/${what}/1`;
    this.#topics = { transactions: of("transactions"), records: of("records") };
  }

  async start(): Promise<void> {
    const { seed, listen, external = [], peers, interval = INTERVAL } = this.#options;
    const { allowPrivate = false, proxies, patience, remembered = REMEMBERED } = this.#options;
    for (const peer of peers) peerAddress(peer);
    const { transactions, records } = this.#topics;
    this.#libp2p = (await createLibp2p({
      privateKey: await generateKeyPairFromSeed("Ed25519", seed),
      addresses: { listen: [...listen], ...(external.length > 0 && { announce: [...external] }) },
      transports: [
        tcp({ maxConnections: MOST_CONNECTIONS }),
        boundedWebSockets({
          senderOf: this.#senderOf,
          isOpen: (host, port) => this.#isOpen(host, port),
          ...(patience !== undefined && { openingTime: patience }),
        }),
      ],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux({ maxInboundStreams: 64 })],
      connectionManager: {
        maxConnections: MOST_CONNECTIONS + MOST_VISITORS,
        inboundConnectionThreshold: proxies ? NEW_OF_PROXY : NEW_PER_SECOND,
        maxIncomingPendingConnections: MOST_OPENING,
      },
      connectionGater: gaterOf({ conduct: this.#conduct, senderOf: this.#senderOf, allowPrivate }),
      services: {
        identify: identify(),
        pubsub: pubsubOf(this.#topics, { allowPrivate, remembered, reads: this.#reads.bind(this) }),
      },
    })) as never;
    const { pubsub } = this.#libp2p.services;
    pubsub.topicValidators.set(transactions, (peer, message) =>
      this.#judge(peer, message, (bytes) => transactionVerdict(this.#options.target, bytes)),
    );
    pubsub.topicValidators.set(records, (peer, message) =>
      this.#judge(peer, message, async (bytes) => recordVerdict(this.#options.target, bytes)),
    );
    pubsub.addEventListener("gossipsub:heartbeat", () => this.#dropBad());
    for (const topic of [transactions, records]) pubsub.subscribe(topic);
    this.#libp2p.addEventListener("connection:open", ({ detail }) => this.#visit(detail));
    await this.#connect();
    this.#timer = setInterval(() => void this.#connect(), interval);
  }

  get addresses(): readonly string[] {
    return this.#libp2p.getMultiaddrs().map(String);
  }

  get peers(): number {
    return this.#gateways.size;
  }

  get #gateways(): Set<string> {
    const connections = this.#libp2p.getConnections().filter(({ remoteAddr }) => !isWeb(remoteAddr));
    return new Set(connections.map(({ remotePeer }) => String(remotePeer)));
  }

  async transaction(bytes: Uint8Array): Promise<number> {
    return this.#share.take() ? this.#send(this.#topics.transactions, bytes) : 0;
  }

  record(text: string): Promise<number> {
    return this.#send(this.#topics.records, Buffer.from(text));
  }

  async serve(door: VotersDoor): Promise<void> {
    const { genesisHash, log, patience } = this.#options;
    const requests = new Requests({
      ...{ door, log, senderOf: this.#senderOf },
      ...(patience !== undefined && { requestTime: patience }),
    });
    await this.#libp2p.handle(
      requestsProtocol(genesisHash),
      (stream, connection) => requests.serve(stream, connection),
      { maxInboundStreams: MOST_REQUESTS_OF_PEER },
    );
  }

  async #send(topic: string, bytes: Uint8Array): Promise<number> {
    return (await this.#libp2p.services.pubsub.publish(topic, new Uint8Array(bytes))).recipients.length;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#libp2p.stop();
  }

  readonly #senderOf = (address: string): string | undefined => {
    const { senderOf = (it) => it, proxies } = this.#options;
    return proxies?.(address) ? undefined : senderOf(address);
  };

  /** Whether a connection of a peer comes from this address and port. */
  #isOpen(host: string, port: number): boolean {
    return this.#libp2p.getConnections().some(({ remoteAddr }) => {
      const [of, tcp] = remoteAddr.getComponents();
      return of?.value === host && tcp?.value === String(port);
    });
  }

  /** A browser does not stay, and is not kept in mind. */
  #visit(connection: Connection): void {
    if (connection.direction !== "inbound" || !isWeb(connection.remoteAddr)) return;
    const timer = setTimeout(() => connection.abort(new Error("the visit is over")), VISIT_TIME);
    connection.addEventListener("close", () => {
      clearTimeout(timer);
      this.#libp2p.peerStore.delete(connection.remotePeer).catch(() => {}); // it may be gone already
    });
  }

  /** Checks a message of a peer before it is passed on. */
  async #judge(
    peer: PeerId,
    { data }: Message,
    verdictOf: (bytes: Uint8Array) => Promise<GossipVerdict>,
  ): Promise<TopicValidatorResult> {
    const name = peer.toString();
    if (this.#conduct.isOut(name) || !this.#conduct.message(name)) return RESULTS.drop;
    const isBusy = this.#checks >= MOST_CHECKS || this.#checking.of(name) >= MOST_CHECKS_OF_PEER;
    if (data.length <= MOST_BYTES && isBusy) return RESULTS.drop;
    this.#checks += 1;
    const checked = this.#checking.add(name);
    try {
      const verdict = data.length > MOST_BYTES ? "false" : await verdictOf(data);
      if (verdict === "false" && this.#conduct.wrong(name)) this.#drop(peer, "it sent what is false");
      return RESULTS[verdict];
    } catch (error) {
      this.#options.log.warn({ err: error }, "a message of gossip could not be checked");
      return RESULTS.drop;
    } finally {
      this.#checks -= 1;
      checked();
    }
  }

  /** Whether what a peer sends is read at all. */
  #reads(peer: PeerId, count: number): boolean {
    const name = peer.toString();
    if (this.#conduct.isOut(name)) return false;
    if (!this.#conduct.floods(name, count)) return true;
    this.#drop(peer, "it sends too much");
    return false;
  }

  #drop(peer: PeerId, why: string): void {
    this.#options.log.warn({ peer: peer.toString() }, `a peer is dropped: ${why}`);
    this.#libp2p.hangUp(peer).catch(() => {}); // it is gone already
  }

  /** Drops those whose score the router itself has brought down: malformed messages, broken rules of the protocol. */
  #dropBad(): void {
    for (const peer of this.#libp2p.getPeers())
      if (this.#libp2p.services.pubsub.getScore(peer.toString()) < GRAYLIST) {
        this.#conduct.banish(peer.toString());
        this.#drop(peer, "its score is bad");
      }
  }

  /** Dials the named peers that are not there, and some of the records' while there are few. */
  async #connect(): Promise<void> {
    const { peers, known, allowPrivate = false } = this.#options;
    const here = this.#gateways.add(String(this.#libp2p.peerId));
    const idOf = (address: { getComponents(): { value?: string }[] }) =>
      address.getComponents().at(-1)!.value!;
    const others = here.size > ENOUGH ? [] : dialable(known(), allowPrivate).slice(0, DIALLED);
    const wanted = [...peers.map(peerAddress), ...others].filter((one) => !here.has(idOf(one)));
    const dials = wanted.map((one) => this.#libp2p.dial(one, { signal: AbortSignal.timeout(10_000) }));
    for (const [i, { status }] of (await Promise.allSettled(dials)).entries())
      if (status === "rejected" && i < peers.length)
        this.#options.log.warn({ peer: idOf(wanted[i]!) }, "a peer does not answer");
  }
}

/** Starts it. @throws PsephosError `network/multiaddr`; an address in use as the system's error */
export async function startGossip(options: GossipOptions): Promise<Gossip> {
  const node = new Node(options);
  await node.start();
  return node;
}
