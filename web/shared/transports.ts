/** How a page's requests reach the nodes. Each way is a function in the place of `fetch`: whatever carries requests is handed to the same client. */
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { severalNodes } from "../../src/lightclient/index.js";

/**
 * - `direct`: the node sees the page's network address;
 * - `relay`: another operator's relay carries what is sealed for the node.
 */
export type TransportKind = "direct" | "relay";

export interface Transport {
  readonly kind: TransportKind;
  /** The address of what carries the requests, if that is not the node. */
  readonly by: string | undefined;
  /** The node's address, to which requests are made. */
  readonly node: string;
  /** Who runs the node, by the record that was believed: of a relay's way. */
  readonly validator?: Hex;
  readonly fetch: typeof fetch;
}

/** One client of what some transports lead to: the next is used if one fails. @param transports at least one, in their order */
export const clientOf = (transports: readonly Transport[]): NodeClient =>
  severalNodes(transports.map(({ node, fetch }) => createNodeClient(node, { fetch })));
