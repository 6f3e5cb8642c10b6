/** Gossip, put together with what it carries to and from: the ordering, and the gateways' records. */
import { compile } from "@fastify/proxy-addr";
import { type Failure, PsephosError } from "psephos";
import { decodeGatewayRecord, encodeGatewayRecord, type GatewayBook, type GatewayRecord } from "psephos/api";
import { bytesToHex, type Hex } from "viem";
import {
  Again,
  type AgainOptions,
  type Gossip,
  type GossipOptions,
  type GossipTarget,
  startGossip,
} from "../network/index.js";
import type { Ordering } from "../ordering/index.js";
import { senderOf } from "../service/index.js";
import type { GatewayParts } from "./gateway.js";
import { gossipSeed } from "./home.js";
import type { Settings } from "./settings.js";

/** Milliseconds after which the node's own record is sent first, when peers have said what they subscribe to, and again, for gateways that came since. */
const FIRST_RECORD = 5_000;
const NEXT_RECORD = 300_000;
/** Milliseconds between two looks at what is in no block yet. */
const LOOK = 1_000;

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

export interface PassingOptions {
  readonly ordering: Ordering;
  readonly book: GatewayBook;
  /** Whether a block that is on the disk has a transaction. */
  readonly isRecorded: (id: Hex) => boolean;
  readonly gossip: Omit<GossipOptions, "target" | "genesisHash">;
  /** The node's own record, which is told to the others. */
  readonly own: () => GatewayRecord;
  /** As that of {@link AgainOptions}. */
  readonly first?: AgainOptions["first"];
}

/** Gossip that takes what comes into the ordering, and passes on what voters gave this node until it is in a block. */
export async function startPassing(options: PassingOptions): Promise<Gossip> {
  const { ordering, book, own, isRecorded, first } = options;
  const gossip = await startGossip({
    ...options.gossip,
    genesisHash: bytesToHex(ordering.genesis.hash),
    target: gossipTarget(ordering, book),
  });
  const again = new Again({
    isRecorded,
    ...(first !== undefined && { first }),
    async send(bytes) {
      await gossip.transaction(bytes);
      if (!ordering.status.accepting) return;
      // What was given to others alone waits here, too, now that this is possible. A rule may refuse it by now: nobody waits for that.
      await ordering.submit(bytes).then(
        ({ recorded }) => void recorded.catch(() => {}),
        () => {},
      );
    },
  });
  const tell = () => void gossip.record(encodeGatewayRecord(own())).catch(() => {});
  const look = () =>
    again
      .look()
      .catch((err: unknown) => options.gossip.log.warn({ err }, "what is in no block was not looked at"));
  const timers = [setInterval(() => void look(), LOOK), setInterval(tell, NEXT_RECORD)];
  const early = setTimeout(tell, FIRST_RECORD);
  return {
    get addresses() {
      return gossip.addresses;
    },
    get peers() {
      return gossip.peers;
    },
    async transaction(bytes) {
      const given = await gossip.transaction(bytes);
      // What neither this node nor another one has is refused: whoever sent it knows that, and sends it again.
      if (given > 0 || ordering.status.accepting) again.hold(bytes);
      return given;
    },
    record: (text) => gossip.record(text),
    serve: (door) => gossip.serve(door),
    async stop() {
      clearTimeout(early);
      for (const timer of timers) clearInterval(timer);
      await gossip.stop();
    },
  };
}

export interface GossipParts {
  readonly settings: Settings;
  readonly ordering: Ordering;
  readonly gateway: GatewayParts;
  readonly isRecorded: (id: Hex) => boolean;
  readonly log: GossipOptions["log"];
}

/** Whether an address is one of the proxies' that the operator trusts. */
function proxiesOf(trustProxy: readonly string[]): (address: string) => boolean {
  const trusts = compile([...trustProxy]);
  return (address) => trusts(address, 0);
}

/** Starts it. @throws PsephosError `network/multiaddr`, `node/key-file`; an address in use as the system's error */
export function openGossip(parts: GossipParts): Promise<Gossip> {
  const { settings, ordering, gateway, isRecorded, log } = parts;
  const {
    home,
    gossip: listen,
    gossipExternal: external,
    gossipPeers: peers,
    insecure,
    trustProxy,
  } = settings;
  const { book, own } = gateway;
  return startPassing({
    ...{ ordering, book, isRecorded, own },
    gossip: {
      seed: gossipSeed(home),
      ...{ listen, external, peers, log, senderOf, allowPrivate: insecure },
      ...(trustProxy.length > 0 && { proxies: proxiesOf(trustProxy) }),
      known: () =>
        book.records
          .filter(({ validator }) => validator !== own().validator)
          .flatMap((record) => record.gossip),
    },
  });
}
