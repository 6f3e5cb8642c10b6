/**
 * The way of a voter's requests. It begins as the link says; if the nodes' lists name relays of other operators, all that follows goes through these. From then on no request goes
 * another way unless the voter says so: whoever could stop a relay would else see who votes.
 */
import { type NodeClient, namesRelays } from "../../src/api/index.js";
import { fixedHex } from "../../src/bytes/index.js";
import { Failure } from "../../src/errors/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import type { ElectionLink } from "../shared/link.js";
import { nodesOf } from "../shared/nodes.js";
import { clientOf, type Transport, type TransportKind } from "../shared/transports.js";
import type { Way } from "./booth-types.js";
import type { KnownPeers } from "./known-peers.js";

/** Sealing, and the search for relays: loaded when there is one. */
const relays = () => import("../shared/relays.js");
/** Nodes that are reached without HTTP. */
const peers = () => import("./known-peers.js");
const NONE: readonly NodeClient[] = [];
/** Milliseconds for a list. */
const PATIENCE = 5000;
const hostOf = (address: string): string => new URL(address).host;

export class Ways {
  readonly #link: ElectionLink;
  readonly #fetch: typeof fetch;
  #kind: TransportKind = "direct";
  #transports: readonly Transport[] = [];
  #client: NodeClient | undefined;
  /** For when none of the link's nodes answers. */
  #peers: KnownPeers | undefined;
  /** What ended the search for a relay. */
  #why: unknown;
  #found: Promise<void> | undefined;
  /** Relays that the voter was told of as failing. */
  #failed: readonly string[] = [];

  /** @param how requests are made */
  constructor(link: ElectionLink, how: typeof fetch) {
    this.#link = link;
    this.#fetch = how;
    if (link.relays) this.#kind = "relay";
  }

  /** What asks the nodes now. */
  get client(): NodeClient {
    this.#client ??=
      this.#kind === "direct"
        ? nodesOf(this.#link.nodes, this.#fetch, () => this.#peers?.clients ?? NONE)
        : clientOf(this.#carriers);
    return this.#client;
  }

  /** The transports in use. Without a relay that works there is one that fails: nothing goes directly in its place. */
  get #carriers(): readonly Transport[] {
    const fail = () =>
      Promise.reject(
        new Failure("oblivious/relay", "no relay that is known for this election answers", {
          cause: this.#why,
          hint: "Look for another relay, or go on without one: the nodes then see your network address.",
        }),
      );
    const [node] = this.#link.nodes as [string];
    return this.#transports.length > 0
      ? this.#transports
      : [{ kind: "relay", by: undefined, node, fetch: fail }];
  }

  /** One way to each node. */
  get each(): readonly Pick<Transport, "node" | "fetch">[] {
    if (this.#kind === "direct") return this.#link.nodes.map((node) => ({ node, fetch: this.#fetch }));
    const all = this.#carriers;
    return all.filter(({ node }, i) => all.findIndex((one) => one.node === node) === i);
  }

  /** Where a message goes that no node takes by {@link each}. */
  get others(): readonly Pick<Transport, "node" | "fetch">[] {
    return this.#kind === "direct" && this.#peers ? this.#peers.transports : [];
  }

  #use(kind: TransportKind, transports: readonly Transport[]): void {
    this.#kind = kind;
    this.#transports = transports;
    this.#client = undefined;
  }

  /** The genesis document that the link names. @throws PsephosError `api/genesis`; `oblivious/…`: the link names relays, and none works */
  async open(signal: AbortSignal): Promise<CheckedGenesis> {
    const { relays: named, genesisHash, nodes } = this.#link;
    const hash = fixedHex(genesisHash, 32, "the genesis hash");
    if (this.#kind === "direct" || !named) return this.#openDirectly(hash, signal);
    const { openThroughRelays } = await relays();
    const asked = { relays: named, nodes, hash, failed: this.#failed, how: this.#fetch };
    const { genesis, transports } = await openThroughRelays(asked);
    this.#use("relay", transports);
    return genesis;
  }

  async #openDirectly(hash: Uint8Array, signal: AbortSignal): Promise<CheckedGenesis> {
    const known = peers().then(({ KnownPeers }) => {
      this.#peers ??= new KnownPeers(this.#link, this.#fetch);
      return this.#peers;
    });
    known.catch(() => {}); // without them there are the link's nodes
    if (this.#link.peers) await known;
    const genesis = await this.client.genesis(hash, { signal });
    known.then((it) => it.learn(genesis)).catch(() => {});
    return genesis;
  }

  /**
   * Looks once whether the lists of the link's nodes name relays. Resolves when the way is known; if no node gives a list, the next call looks again.
   * @param more addresses of nodes that the questions' document names
   */
  find(genesis: CheckedGenesis, more: readonly string[] = []): Promise<void> {
    if (this.#link.relays) return Promise.resolve();
    this.#found ??= this.#find(genesis, [...new Set([...this.#link.nodes, ...more])]).catch(() => {
      this.#found = undefined;
    });
    return this.#found;
  }

  async #find(genesis: CheckedGenesis, start: readonly string[]): Promise<void> {
    const asked = start.map((node) => namesRelays(node, { fetch: this.#fetch, timeout: PATIENCE }));
    const any = await Promise.any(asked.map(async (one) => (await one) || Promise.reject(new Error()))).catch(
      () =>
        // Nobody names one: believed if anybody answered.
        Promise.any(asked),
    );
    if (!any) return;
    // From here on: through a relay, or not at all.
    try {
      const { findRelays } = await relays();
      const found = await findRelays({ start, genesis, failed: this.#failed, how: this.#fetch });
      if (found) this.#use("relay", found);
    } catch (error) {
      this.#why = error;
      this.#use("relay", []);
    }
  }

  /** What the voter says after a relay has failed. Resolves when the way is known. */
  async take(kind: TransportKind, genesis?: CheckedGenesis, more: readonly string[] = []): Promise<void> {
    if (kind === "direct") {
      this.#use("direct", []);
      this.#found = Promise.resolve();
      return;
    }
    this.#failed = [...this.#failed, ...this.#transports.map(({ by }) => by!)];
    if (!genesis) return;
    if (this.#link.relays) await this.open(new AbortController().signal);
    this.#found = undefined;
    await this.find(genesis, more);
  }

  /** Of the direct way: those over libp2p are told where there are no others. */
  get #nodes(): readonly string[] {
    const { nodes } = this.#link;
    return nodes.length > 0 ? nodes : this.others.map(({ node }) => node);
  }

  /** As the voter is told. */
  get shown(): Way {
    const hosts = (all: readonly string[]) => [...new Set(all.map(hostOf))];
    return {
      kind: this.#kind,
      by: hosts(this.#transports.flatMap(({ by }) => by ?? [])),
      nodes: hosts(this.#transports.length > 0 ? this.#transports.map(({ node }) => node) : this.#nodes),
      named: this.#link.relays !== undefined,
      through: this.#transports.map(({ by, node, validator }) => ({
        relay: by!,
        node,
        validator: validator!,
      })),
    };
  }

  async close(): Promise<void> {
    await this.#peers?.close();
  }
}
