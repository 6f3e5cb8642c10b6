/** Gossip, put together with what it carries to and from: the ordering, and the gateways' records. */
import { type Failure, PsephosError } from "psephos";
import { decodeGatewayRecord, encodeGatewayRecord, type GatewayBook } from "psephos/api";
import { bytesToHex } from "viem";
import { type Gossip, type GossipOptions, type GossipTarget, startGossip } from "../network/index.js";
import type { Ordering } from "../ordering/index.js";
import type { GatewayParts } from "./gateway.js";
import { gossipSeed } from "./home.js";
import type { Settings } from "./settings.js";

/** Milliseconds after which the node's own record is sent again: for gateways that came since. */
const AGAIN = 300_000;

const isFailure = (error: unknown): error is Failure =>
  error instanceof PsephosError && error.kind === "failed";

/** What gossip brings: checked, and taken as from a voter. What this node's ordering cannot take is passed on all the same. */
export const gossipTarget = (ordering: Ordering, book: GatewayBook): GossipTarget => ({
  async transaction(bytes) {
    try {
      const { outcome, recorded } = await ordering.submit(bytes);
      recorded.catch(() => {}); // its block may refuse it: nobody here waits for that
      return !outcome.repeated;
    } catch (error) {
      if (!isFailure(error)) throw error;
      return !(await ordering.check(bytes)).repeated;
    }
  },
  record(text) {
    const record = decodeGatewayRecord(text);
    if (book.add(record)) return true;
    // The same again goes on, to those who came since; an older one does not.
    return book.records.some((known) => encodeGatewayRecord(known) === text);
  },
});

export interface GossipParts {
  readonly settings: Settings;
  readonly ordering: Ordering;
  readonly gateway: GatewayParts;
  readonly log: GossipOptions["log"];
}

/** Starts it. @throws PsephosError `network/multiaddr`, `node/key-file`; an address in use as the system's error */
export async function openGossip({ settings, ordering, gateway, log }: GossipParts): Promise<Gossip> {
  const { home, gossip: listen, gossipExternal: external, gossipPeers: peers, insecure } = settings;
  const { book, own } = gateway;
  const gossip = await startGossip({
    genesisHash: bytesToHex(ordering.genesis.hash),
    seed: gossipSeed(home),
    ...{ listen, peers, log, allowPrivate: insecure },
    ...(external !== "" && { external }),
    known: () =>
      book.records
        .filter(({ validator }) => validator !== own().validator)
        .flatMap((record) => record.gossip),
    target: gossipTarget(ordering, book),
  });
  const tell = () => void gossip.record(encodeGatewayRecord(own())).catch(() => {});
  const timer = setInterval(tell, AGAIN);
  const first = setTimeout(tell, 5_000); // when peers have said what they subscribe to
  return {
    get addresses() {
      return gossip.addresses;
    },
    get peers() {
      return gossip.peers;
    },
    transaction: (bytes) => gossip.transaction(bytes),
    record: (text) => gossip.record(text),
    stop: async () => {
      clearInterval(timer);
      clearTimeout(first);
      await gossip.stop();
    },
  };
}
