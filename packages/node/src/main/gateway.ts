/** The node as a gateway: its key for sealed requests, its signed record, and the records of others. */
import {
  encodeGatewayRecord,
  GatewayBook,
  type GatewayRecord,
  RECORD_SECONDS,
  signGatewayRecord,
} from "psephos/api";
import { type CheckedGenesis, presentLists } from "psephos/ledger";
import { encodeKeys, publicOf } from "psephos/oblivious";
import { bytesToHex } from "viem";
import type { Ordering } from "../ordering/index.js";
import type { GatewayDoor, ObliviousDoor } from "../service/index.js";
import { obliviousKey } from "./home.js";
import type { Settings } from "./settings.js";

const KEY_ID = 1;
/** A record is signed anew when it is so old, in seconds. */
const HOUR = 3_600;
/** Addresses for gossip in a record. */
const MOST_ADDRESSES = 8;

export interface GatewayParts {
  readonly oblivious: ObliviousDoor;
  readonly door: GatewayDoor;
  readonly book: GatewayBook;
  /** The node's own record, which it signs anew each hour. */
  readonly own: () => GatewayRecord;
}

interface GatewayOptions {
  readonly settings: Settings;
  readonly genesis: CheckedGenesis;
  readonly ordering: Ordering;
  /** The node's, which signs state roots. */
  readonly seed: Uint8Array;
  readonly version: string;
  /** Where other nodes reach this one for gossip, as multiaddresses. */
  readonly gossip: () => readonly string[];
}

/** @throws PsephosError `node/key-file`, `node/files` */
export function openGateway(options: GatewayOptions): GatewayParts {
  const { settings, genesis, ordering, seed, version, gossip } = options;
  const secretKey = obliviousKey(settings.home);
  const key = { id: KEY_ID, secretKey, publicKey: publicOf(secretKey) };
  const genesisHash = bytesToHex(genesis.hash);
  let signed: { readonly at: number; readonly record: GatewayRecord } | undefined;
  const own = () => {
    const now = Math.floor(Date.now() / 1000);
    const peers = gossip().slice(0, MOST_ADDRESSES);
    // Also after the clock was set back: a record must not be good for longer than it may.
    if (!signed || Math.abs(now - signed.at) >= HOUR || `${peers}` !== `${signed.record.gossip}`) {
      const unsigned = {
        ...{ genesisHash, addresses: settings.addresses, relays: settings.relays, gossip: peers },
        expires: now + RECORD_SECONDS - HOUR,
        keys: bytesToHex(encodeKeys([key])),
        software: `psephos-node ${version}`,
      };
      signed = { at: now, record: signGatewayRecord(unsigned, seed) };
    }
    return signed.record;
  };
  const book = new GatewayBook(() => ({ hash: genesis.hash, lists: presentLists(ordering.state) }));
  const addOwn = () => {
    // A node that is no validator has a record, and lists serve none of it.
    if (presentLists(ordering.state).validators.some((one) => one === own().validator)) book.add(own());
  };
  return {
    oblivious: { key },
    book,
    own,
    door: {
      own: () => encodeGatewayRecord(own()),
      list: () => {
        addOwn();
        return book.encode();
      },
      take: (record) => book.addText(record),
    },
  };
}
