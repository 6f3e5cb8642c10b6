/**
 * Nodes that the page reaches by libp2p if no other answers: those of the link, and those of the signed records of gateways, which the link's nodes list. The service worker keeps
 * the lists, so that they are there when no node answers any more. Loaded when an election is open, or before if the link names such nodes.
 */
import { createNodeClient, GatewayBook, gatewaysOf, type NodeClient } from "../../src/api/index.js";
import { inRandomOrder } from "../../src/bytes/index.js";
import { ensure } from "../../src/errors/index.js";
import { mayAsk } from "../../src/gateways/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import type { ElectionLink } from "../shared/link.js";
import { nodeOfPeer } from "../shared/peer-address.js";
import type { Peers } from "../shared/peers.js";
import type { Transport } from "../shared/transports.js";

/** Nodes of records that are tried. */
const MOST = 4;
const TIMEOUT = 15_000;

export class KnownPeers {
  readonly #link: ElectionLink;
  readonly #fetch: typeof fetch;
  #peers: Promise<Peers> | undefined;
  #transports: readonly Transport[] = [];
  #clients: readonly NodeClient[] = [];

  /** @param how requests to the link's nodes are made */
  constructor(link: ElectionLink, how: typeof fetch) {
    this.#link = link;
    this.#fetch = how;
    this.#add(link.peers ?? []);
  }

  #add(addresses: readonly string[]): void {
    const more = addresses.map((address) => this.#transportTo(address));
    this.#transports = [...this.#transports, ...more];
    this.#clients = this.#transports.map(({ node, fetch }) => createNodeClient(node, { fetch }));
  }

  get transports(): readonly Transport[] {
    return this.#transports;
  }

  /** A client of each. The list is another one when it has changed. */
  get clients(): readonly NodeClient[] {
    return this.#clients;
  }

  /** libp2p is loaded for the first request. @throws PsephosError `shared/link` */
  #transportTo(address: string): Transport {
    const node = nodeOfPeer(address);
    ensure(node, "shared/link", "the link has a malformed address of a node for libp2p");
    const load = async () => {
      this.#peers ??= import("../shared/peers.js").then(({ Peers }) => new Peers(this.#link.genesisHash));
      this.#peers.catch(() => {
        this.#peers = undefined;
      });
      return (await this.#peers).fetchFrom(address);
    };
    return {
      ...{ kind: "direct", by: undefined, node },
      fetch: async (input, init) => (await load())(input, init),
    };
  }

  /** Reads the lists of the link's nodes. One that does not answer is left out. */
  async learn(genesis: CheckedGenesis): Promise<void> {
    const { nodes, peers = [] } = this.#link;
    const book = new GatewayBook(() => genesis);
    const lists = await Promise.allSettled(
      nodes.map((node) => gatewaysOf(node, { fetch: this.#fetch, timeout: TIMEOUT })),
    );
    for (const record of lists.flatMap((list) => (list.status === "fulfilled" ? list.value : [])))
      try {
        book.add(record);
      } catch {
        // one bad record harms no other
      }
    const local = nodes.some((node) => !mayAsk(node, false));
    const found = book.records.flatMap(({ gossip }) => gossip).filter((address) => mayDial(address, local));
    const others = inRandomOrder(found.filter((address) => !peers.includes(address))).slice(0, MOST);
    if (others.length > 0) this.#add(others);
  }

  async close(): Promise<void> {
    await (await this.#peers)?.close();
  }
}

/** Whether an address that a stranger names may be dialled: with TLS in the public internet; on this machine only by who started there. */
function mayDial(address: string, local: boolean): boolean {
  const node = nodeOfPeer(address);
  if (node === undefined || !mayAsk(node, local)) return false;
  return /\/(?:wss|tls\/ws)\//.test(address) || !mayAsk(node, false);
}
