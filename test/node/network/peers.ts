/** Peers of gossip: gateways with a door and a chain of their own, and strangers who speak the same protocols and check nothing. */
import { type GossipSub, gossipsub, StrictNoSign } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p, type Libp2p } from "libp2p";
import { gossipTarget } from "../../../packages/node/src/main/gossip.js";
import { type Gossip, type GossipOptions, startGossip } from "../../../packages/node/src/network/index.js";
import { GatewayBook } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { processView } from "../../../src/ledger/index.js";
import { seedOf } from "../../gateways/support.js";
import { nodeGenesis } from "../../support/node/solo.js";
import { type OpenDoor, openDoor, openPoll, type Poll } from "../service/support.js";
import { until } from "../until.js";

export const genesis = nodeGenesis();
export const topicOf = (what: string) => `/psephos/${toHex(genesis.hash)}/${what}/1`;
const log = { info: () => {}, warn: () => {} };

export interface Peer {
  readonly door: OpenDoor;
  readonly poll: Poll;
  readonly gossip: Gossip;
  readonly book: GatewayBook;
  /** Transactions that gossip brought to be checked. */
  brought: number;
}

export type Stranger = Libp2p<{ pubsub: GossipSub }>;

/** @param maxVoteOverwrites of its process */
export async function openPeer(
  name: string,
  peers: readonly string[],
  { maxVoteOverwrites = 2, ...change }: Partial<GossipOptions> & { readonly maxVoteOverwrites?: number } = {},
): Promise<Peer> {
  const parts: { gossip?: Gossip } = {};
  const door = await openDoor({ passOn: (bytes) => parts.gossip!.transaction(bytes) });
  const poll = await openPoll(door, { maxVoteOverwrites });
  const book = new GatewayBook(() => genesis);
  const target = gossipTarget(door.ordering, book);
  const peer = { door, poll, book, brought: 0 };
  const gossip = await startGossip({
    ...{ genesisHash: toHex(genesis.hash), seed: seedOf(`peer ${name}`), listen: ["/ip4/127.0.0.1/tcp/0"] },
    ...{ peers, known: () => [], log, allowPrivate: true, interval: 500 },
    target: {
      ...target,
      transaction: (bytes) => {
        peer.brought += 1;
        return target.transaction(bytes);
      },
    },
    ...change,
  });
  parts.gossip = gossip;
  return Object.assign(peer, { gossip });
}

/** The votes that a peer's chain has recorded. */
export const votesAt = ({ door, poll }: Pick<Peer, "door" | "poll">): number =>
  processView(door.ordering.state, poll.id)!.record.logSize;

/** A stranger, connected and heard of. @param seenTTL milliseconds for which it does not send the same again */
export async function openStranger(address: string, seenTTL?: number): Promise<Stranger> {
  const stranger = (await createLibp2p({
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      pubsub: gossipsub({
        globalSignaturePolicy: StrictNoSign,
        allowPublishToZeroTopicPeers: true,
        ...(seenTTL !== undefined && { seenTTL }),
      }),
    },
  })) as unknown as Stranger;
  stranger.services.pubsub.subscribe(topicOf("transactions"));
  stranger.services.pubsub.subscribe(topicOf("records"));
  await stranger.dial(multiaddr(address));
  await until(
    "the stranger knows the peers",
    () => stranger.services.pubsub.getSubscribers(topicOf("records")).length > 0,
  );
  return stranger;
}
