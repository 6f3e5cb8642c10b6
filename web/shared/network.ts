/**
 * How a page reaches the chain so that no node sees who asks: through relays of the link, or of the gateways' lists. It is loaded when it is used: most of it is the encryption.
 */
import { get, set } from "idb-keyval";
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import { fixedHex, inRandomOrder } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { findGateways, GatewayMemory, openRelay, pairsOf, type RelayDoor } from "../../src/gateways/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import { type OpenedNode, severalNodes } from "../../src/lightclient/index.js";
import type { ElectionLink } from "./link.js";

/** One way to a gateway. */
export interface Way {
  /** Host names. `relay` is undefined if the gateway is asked directly. */
  readonly relay: string | undefined;
  readonly gateway: string;
  readonly client: NodeClient;
}

const MOST_WAYS = 4;
const hostOf = (url: string): string => new URL(url).host;

/** An error after which another way may do better; anything else is the program's fault. */
function ensureTold(error: unknown): void {
  if (!(error instanceof PsephosError)) throw error;
}

/**
 * Opens the nodes of a link through its relays. The nodes' keys are used for the genesis document alone until it is right, and they are validators' of it.
 * @throws PsephosError `api/genesis`, `api/gateway`, `oblivious/…`, of the last way that failed
 */
export async function openThroughRelays(
  { relays = [], nodes, genesisHash }: ElectionLink,
  how: typeof fetch,
): Promise<OpenedNode & { readonly ways: readonly Way[] }> {
  const hash = fixedHex(genesisHash, 32, "the genesis hash");
  const pairs = inRandomOrder(relays.flatMap((relay) => nodes.map((gateway) => ({ relay, gateway }))));
  let last: unknown;
  let genesis: CheckedGenesis | undefined;
  const ways: Way[] = [];
  for (const { relay, gateway } of pairs) {
    if (ways.length === MOST_WAYS) break;
    try {
      const { carry, check } = await openRelay({ relay, gateway, fetch: how });
      const client = createNodeClient(gateway, { fetch: carry });
      genesis ??= await client.genesis(hash);
      check(genesis);
      ways.push({ relay: hostOf(relay), gateway: hostOf(gateway), client });
    } catch (error) {
      ensureTold(error);
      last = error;
    }
  }
  if (!genesis || ways.length === 0) throw last;
  return { client: severalNodes(ways.map(({ client }) => client)), genesis, ways };
}

/** Where a browser keeps nothing, nothing is kept: that is no reason not to vote. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

export interface Ways {
  /** In the order in which they are tried: all through relays, or none. */
  readonly ways: readonly Way[];
  /** Whether the lists name a relay of another operator than a gateway's: then the vote goes through one. */
  readonly relayed: boolean;
  /** Remembers that a gateway's receipt does not hold. */
  readonly blame: (way: Way) => Promise<void>;
}

/**
 * Finds the gateways to which a link's nodes lead, and ways to them: through relays of other operators than theirs, if the lists name any that work.
 * @throws PsephosError `gateways/none`
 */
export async function findWays(
  { nodes, genesisHash }: ElectionLink,
  genesis: CheckedGenesis,
  how: typeof fetch,
): Promise<Ways> {
  const name = `gateways/${genesisHash}`;
  const memory = new GatewayMemory(await quietly(() => get<string>(name)));
  const keep = () => quietly(() => set(name, memory.encode()));
  const found = await findGateways({ start: nodes, genesis, memory, fetch: how });
  if (found.liars.length > 0 || found.gateways.length > 1) await keep();
  const addresses = new Map<Way, string>();
  const add = (url: string, relay?: string, door?: RelayDoor): Way => {
    const client = createNodeClient(url, { fetch: door?.carry ?? how });
    const way = { relay: relay && hostOf(relay), gateway: hostOf(url), client };
    addresses.set(way, url);
    return way;
  };
  const pairs = pairsOf(found);
  const through: Way[] = [];
  for (const { relay, gateway } of pairs) {
    if (through.length === 2) break;
    try {
      const door = await openRelay({ relay, gateway, fetch: how });
      door.check(genesis);
      through.push(add(gateway, relay, door));
    } catch (error) {
      ensureTold(error);
    }
  }
  const relayed = pairs.length > 0;
  return {
    ways: relayed ? through : found.gateways.map(({ url }) => add(url)),
    relayed,
    blame: async (way) => {
      memory.blame(addresses.get(way)!);
      await keep();
    },
  };
}
