/**
 * Gossip between gateways: js-libp2p over TCP, with gossipsub. Votes, registrations and gateways' records travel; each message is checked before it is passed on, so a message that
 * nobody would record goes no further than one hop. Messages name no author. What a peer may cost is bounded (`bounds.ts`), and subscriptions to other topics are not kept.
 */
import { createHash } from "node:crypto";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import {
  type GossipSub,
  gossipsub,
  type Message,
  StrictNoSign,
  TopicValidatorResult,
} from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import type { Libp2p, MultiaddrConnection, PeerId } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { createLibp2p } from "libp2p";
import type { Hex } from "viem";
import type { NetworkLog } from "../content.js";
import "./node-20.js";
import { dialable, isPublic, peerAddress } from "./addresses.js";
import {
  BURST,
  Bucket,
  Conduct,
  MOST_BYTES,
  MOST_CHECKS,
  MOST_CONNECTIONS,
  MOST_OF_ADDRESS,
  PER_SECOND,
  REMEMBERED,
} from "./bounds.js";
import { type GossipTarget, type GossipVerdict, recordVerdict, transactionVerdict } from "./verdicts.js";

export interface GossipOptions {
  readonly genesisHash: Hex;
  /** ed25519, 32 bytes: of this purpose alone. */
  readonly seed: Uint8Array;
  /** Where it listens, such as `/ip4/0.0.0.0/tcp/4001`. */
  readonly listen: string;
  /** The address that others use, if it is another one: `/dns4/node.example/tcp/4001`. */
  readonly external?: string;
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
}

export interface Gossip {
  /** Where others reach it, with its peer id. */
  readonly addresses: readonly string[];
  /** Peers that are connected. */
  readonly peers: number;
  /** Sends a transaction that this node has checked, if it is within a peer's share: more than that, others do not read. @returns how many peers got it */
  readonly transaction: (bytes: Uint8Array) => Promise<number>;
  /** Sends a gateway's record. */
  readonly record: (text: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const INTERVAL = 30_000;
/** Peers from records that are dialled in one look, while there are fewer than {@link ENOUGH}. */
const DIALLED = 4;
const ENOUGH = 12;
const GRAYLIST = -80;

const RESULTS: Readonly<Record<GossipVerdict, TopicValidatorResult>> = {
  pass: TopicValidatorResult.Accept,
  drop: TopicValidatorResult.Ignore,
  false: TopicValidatorResult.Reject,
};

/** The same for both topics: what is false weighs, and nothing is earned by sending much. */
const TOPIC = {
  topicWeight: 1,
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: 1000,
  timeInMeshCap: 100,
  firstMessageDeliveriesWeight: 0.1,
  firstMessageDeliveriesDecay: 0.9,
  firstMessageDeliveriesCap: 20,
  meshMessageDeliveriesWeight: 0,
  meshFailurePenaltyWeight: 0,
  invalidMessageDeliveriesWeight: -2,
  invalidMessageDeliveriesDecay: 0.99,
};

type Services = { readonly pubsub: GossipSub & { getScore(peer: string): number } };

class Node implements Gossip {
  readonly #options: GossipOptions;
  readonly #conduct = new Conduct();
  readonly #share = new Bucket(BURST, PER_SECOND);
  readonly #topics: { readonly transactions: string; readonly records: string };
  #libp2p!: Libp2p<Services & Record<string, unknown>>;
  #timer: NodeJS.Timeout | undefined;
  #checks = 0;

  constructor(options: GossipOptions) {
    this.#options = options;
    const of = (what: string) => `/psephos/${options.genesisHash}/${what}/1`;
    this.#topics = { transactions: of("transactions"), records: of("records") };
  }

  async start(): Promise<void> {
    const { seed, listen, external, peers, interval = INTERVAL } = this.#options;
    for (const peer of peers) peerAddress(peer);
    const { transactions, records } = this.#topics;
    this.#libp2p = (await createLibp2p({
      privateKey: await generateKeyPairFromSeed("Ed25519", seed),
      addresses: { listen: [listen], ...(external && { announce: [external] }) },
      transports: [tcp({ maxConnections: MOST_CONNECTIONS })],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionManager: {
        maxConnections: MOST_CONNECTIONS,
        inboundConnectionThreshold: 5,
        maxIncomingPendingConnections: 10,
      },
      connectionGater: {
        denyDialPeer: (peer) => this.#conduct.isOut(peer.toString()),
        denyDialMultiaddr: (address) => !this.#options.allowPrivate && !isPublic(address),
        denyInboundConnection: (connection) => this.#isCrowded(connection),
        denyInboundEncryptedConnection: (peer) => this.#conduct.isOut(peer.toString()),
      },
      services: {
        identify: identify(),
        pubsub: gossipsub({
          globalSignaturePolicy: StrictNoSign,
          allowedTopics: [transactions, records],
          allowPublishToZeroTopicPeers: true,
          ignoreDuplicatePublishError: true,
          fallbackToFloodsub: false,
          doPX: false,
          seenTTL: this.#options.remembered ?? REMEMBERED,
          msgIdFn: ({ data }) => createHash("sha256").update(data).digest(),
          maxInboundDataLength: MOST_BYTES + 65_536,
          maxTopicBytesPerPeer: 8_192,
          maxInboundStreams: 2,
          maxOutboundStreams: 2,
          maxOutboundBufferSize: 8 * 2 ** 20,
          decodeRpcLimits: {
            ...{ maxSubscriptions: 8, maxMessages: 64, maxIhaveMessageIDs: 1_000, maxIwantMessageIDs: 1_000 },
            ...{ maxIdontwantMessageIDs: 500, maxControlMessages: 64, maxPeerInfos: 0 },
          },
          scoreParams: {
            topics: { [transactions]: TOPIC, [records]: TOPIC } as never,
            IPColocationFactorThreshold: MOST_OF_ADDRESS,
            ...(this.#options.allowPrivate && { IPColocationFactorWeight: 0 }),
          },
          scoreThresholds: { gossipThreshold: -20, publishThreshold: -40, graylistThreshold: GRAYLIST },
        }),
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
    await this.#connect();
    this.#timer = setInterval(() => void this.#connect(), interval);
  }

  get addresses(): readonly string[] {
    return this.#libp2p.getMultiaddrs().map(String);
  }

  get peers(): number {
    return this.#libp2p.getPeers().length;
  }

  async transaction(bytes: Uint8Array): Promise<number> {
    return this.#share.take() ? this.#send(this.#topics.transactions, bytes) : 0;
  }

  record(text: string): Promise<number> {
    return this.#send(this.#topics.records, Buffer.from(text));
  }

  async #send(topic: string, bytes: Uint8Array): Promise<number> {
    return (await this.#libp2p.services.pubsub.publish(topic, new Uint8Array(bytes))).recipients.length;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#libp2p.stop();
  }

  /** Whether one network address has as many connections as it may. */
  #isCrowded({ remoteAddr }: MultiaddrConnection): boolean {
    if (this.#options.allowPrivate) return false;
    const hostOf = (address: typeof remoteAddr) => address.getComponents()[0]?.value;
    const host = hostOf(remoteAddr);
    const open = this.#libp2p.getConnections().filter((one) => hostOf(one.remoteAddr) === host);
    return open.length >= MOST_OF_ADDRESS;
  }

  /** Checks a message of a peer before it is passed on. */
  async #judge(
    peer: PeerId,
    { data }: Message,
    verdictOf: (bytes: Uint8Array) => Promise<GossipVerdict>,
  ): Promise<TopicValidatorResult> {
    const name = peer.toString();
    if (this.#conduct.isOut(name)) return RESULTS.drop;
    const amount = this.#conduct.message(name);
    if (amount === "flood") this.#drop(peer, "it sends too much");
    if (amount !== "share") return RESULTS.drop;
    if (data.length <= MOST_BYTES && this.#checks >= MOST_CHECKS) return RESULTS.drop;
    this.#checks += 1;
    try {
      const verdict = data.length > MOST_BYTES ? "false" : await verdictOf(data);
      if (verdict === "false" && this.#conduct.wrong(name)) this.#drop(peer, "it sent what is false");
      return RESULTS[verdict];
    } catch (error) {
      this.#options.log.warn({ err: error }, "a message of gossip could not be checked");
      return RESULTS.drop;
    } finally {
      this.#checks -= 1;
    }
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
    const here = new Set([this.#libp2p.peerId, ...this.#libp2p.getPeers()].map(String));
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
