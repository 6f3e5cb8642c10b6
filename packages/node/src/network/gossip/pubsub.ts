/** Gossipsub as gateways use it: two topics, no signatures of nodes, bounds for everything that a peer may send, and scores. */
import { createHash } from "node:crypto";
import { gossipsub, StrictNoSign } from "@libp2p/gossipsub";
import type { RPC } from "@libp2p/gossipsub/message";
import type { Connection, PeerId, Stream } from "@libp2p/interface";
import { isWeb } from "./addresses.js";
import { MOST_BYTES, MOST_OF_ADDRESS } from "./bounds.js";

export interface Topics {
  readonly transactions: string;
  readonly records: string;
}

/** Peers below it are dropped. */
export const GRAYLIST = -80;

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

export interface PubsubOptions {
  /** Any number of peers of one address. */
  readonly allowPrivate: boolean;
  /** Milliseconds for which a message is known again. */
  readonly remembered: number;
  /** Whether what a peer sends is read. @param count of its messages and subscriptions */
  readonly reads: (peer: PeerId, count: number) => boolean;
}

/** What the library's router has inside. */
interface Inside {
  handleReceivedRpc(from: PeerId, rpc: RPC): Promise<void>;
  onIncomingStream(stream: Stream, connection: Connection): void;
  onPeerConnected(peer: PeerId, connection: Connection): void;
}

export function pubsubOf({ transactions, records }: Topics, options: PubsubOptions) {
  const { allowPrivate, remembered, reads } = options;
  const make = gossipsub({
    globalSignaturePolicy: StrictNoSign,
    allowedTopics: [transactions, records],
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    fallbackToFloodsub: false,
    doPX: false,
    seenTTL: remembered,
    msgIdFn: ({ data }) => createHash("sha256").update(data).digest(),
    // A node tells its peers of each message that it will not need it, before it has checked it: a flood would reach them so.
    idontwantMinDataSize: MOST_BYTES + 1,
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
      ...(allowPrivate && { IPColocationFactorWeight: 0 }),
    },
    scoreThresholds: { gossipThreshold: -20, publishThreshold: -40, graylistThreshold: GRAYLIST },
  });
  return (components: Parameters<typeof make>[0]) => {
    const pubsub = make(components);
    const inside = pubsub as unknown as Inside;
    const { handleReceivedRpc, onIncomingStream, onPeerConnected } = inside;
    Object.assign(inside, {
      // The router has no bound for messages that it knows already, and for subscriptions that it does not keep.
      async handleReceivedRpc(from, rpc) {
        if (reads(from, rpc.messages.length + rpc.subscriptions.length))
          await handleReceivedRpc.call(inside, from, rpc);
      },
      // Who comes over WebSocket is a voter, and counts as one: it is no peer of the mesh, whose bounds are those of gateways.
      onIncomingStream(stream, connection) {
        if (isWeb(connection.remoteAddr)) stream.abort(new Error("gossip is for gateways"));
        else onIncomingStream.call(inside, stream, connection);
      },
      onPeerConnected(peer, connection) {
        if (!isWeb(connection.remoteAddr)) onPeerConnected.call(inside, peer, connection);
      },
    } satisfies Inside);
    return pubsub;
  };
}
