/** Gossipsub as gateways use it: two topics, no signatures of nodes, bounds for everything that a peer may send, and scores. */
import { createHash } from "node:crypto";
import { gossipsub, StrictNoSign } from "@libp2p/gossipsub";
import type { RPC } from "@libp2p/gossipsub/message";
import type { PeerId } from "@libp2p/interface";
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
  // The router has no bound for messages that it knows already, and for subscriptions that it does not keep.
  return (components: Parameters<typeof make>[0]) => {
    const pubsub = make(components) as ReturnType<typeof make> & {
      handleReceivedRpc: (from: PeerId, rpc: RPC) => Promise<void>;
    };
    const handle = pubsub.handleReceivedRpc.bind(pubsub);
    pubsub.handleReceivedRpc = async (from, rpc) => {
      if (reads(from, rpc.messages.length + rpc.subscriptions.length)) await handle(from, rpc);
    };
    return pubsub;
  };
}
