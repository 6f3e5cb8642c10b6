/** A vote on its way from the page: through a relay of another operator whenever there is one. */
import { type NodeClient, NodeRefusal } from "../../src/api/index.js";
import { ensureAble, PsephosError, Refusal } from "../../src/errors/index.js";
import type { OpenedNode } from "../../src/lightclient/index.js";
import type { ElectionLink } from "../shared/link.js";
import type { Way, Ways } from "../shared/network.js";
import { nodesOf } from "../shared/nodes.js";
import type { WayShown } from "./booth-types.js";

/** Whether the vote itself is refused, before it goes out. */
const isOfVote = ({ code }: Refusal): boolean => /^(?:ballot|voter)\//.test(code);

export class Routes {
  readonly #link: ElectionLink;
  readonly #node: OpenedNode & { readonly ways?: readonly Way[] };
  readonly #fetch: typeof fetch;
  #ways: Promise<Ways> | undefined;

  /** @param node with the ways to it, if the link names relays. @param link its nodes, and those that the questions' document names */
  constructor(link: ElectionLink, node: OpenedNode & { readonly ways?: readonly Way[] }, how: typeof fetch) {
    this.#link = link;
    this.#node = node;
    this.#fetch = how;
  }

  /** The ways of this visit; looked for once. Nodes without lists are asked as the link has them. */
  #find(): Promise<Ways> {
    const { ways, client, genesis } = this.#node;
    const blame = async () => {};
    if (ways) return Promise.resolve({ ways, relayed: true, blame });
    const direct: Way = { relay: undefined, gateway: new URL(this.#link.nodes[0]!).host, client };
    this.#ways ??= import("../shared/network.js")
      .then(({ findWays }) => findWays(this.#link, genesis, this.#fetch))
      .catch((error: unknown) => {
        this.#ways = undefined;
        if (!(error instanceof PsephosError)) throw error;
        return { ways: [direct], relayed: false, blame };
      });
    return this.#ways;
  }

  /** The first way. @throws PsephosError `oblivious/relay`: there are relays, and none answers */
  async way(): Promise<WayShown> {
    const [{ relay, gateway }] = await this.#open();
    return { relay, gateway };
  }

  async #open(): Promise<readonly [Way, ...Way[]]> {
    const { ways } = await this.#find();
    const [first, ...others] = ways;
    if (!first) this.#ways = undefined; // the next attempt looks again
    ensureAble(
      first,
      "oblivious/relay",
      "no relay answers, so the nodes would see who sends the vote",
      "Try again later, or send it without a relay.",
    );
    return [first, ...others];
  }

  /**
   * Does what sends a vote by one way after the other, until one brings its receipt. A rule's refusal is final.
   * @param direct without a relay: only if the voter says so
   * @throws PsephosError `oblivious/relay`; what `send` throws
   */
  async send<T>(direct: boolean, signal: AbortSignal, send: (client: NodeClient) => Promise<T>): Promise<T> {
    if (direct) return send(this.#direct);
    const ways = await this.#open();
    const { blame } = await this.#find();
    for (const [i, way] of ways.entries())
      try {
        return await send(way.client);
      } catch (error) {
        // What the node refuses is a rule; what is refused here is its receipt.
        const lied = error instanceof Refusal && !(error instanceof NodeRefusal) && !isOfVote(error);
        if (lied) await blame(way);
        const another = lied || (error instanceof PsephosError && error.kind === "failed");
        if (!another || signal.aborted || i === ways.length - 1) throw error;
      }
    throw new TypeError("there is at least one way");
  }

  /** The nodes of the link without relays. */
  get #direct(): NodeClient {
    return this.#node.ways ? nodesOf(this.#link.nodes, this.#fetch) : this.#node.client;
  }
}
