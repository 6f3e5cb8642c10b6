/** The nodes of a link as one client. */
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { severalNodes } from "../../src/lightclient/index.js";

/** The header by which the service worker marks what a node said on an earlier visit. */
export const BEFORE = "psephos-before";

/** What the service worker keeps. */
const KEPT: ReadonlySet<string> = new Set<keyof NodeClient>([
  ...([
    "blocks",
    "census",
    "chain",
    "content",
    "genesis",
    "keys",
    "process",
    "record",
    "results",
    "validators",
  ] as const),
]);

const isOfNode = (error: unknown): boolean => error instanceof PsephosError && error.kind === "failed";

/**
 * Asks the nodes of a link in their order. What one of them said on an earlier visit is used only if none answers now: it may say of an open election that it
 * has not begun.
 * @param how requests are made
 * @throws PsephosError as {@link severalNodes}
 */
export function nodesOf(urls: readonly string[], how: typeof fetch = (...request) => fetch(...request)) {
  const remembering = severalNodes(urls.map((url) => createNodeClient(url, { fetch: how })));
  if (urls.length < 2) return remembering;
  const now: typeof fetch = async (...request) => {
    const response = await how(...request);
    if (response.headers.has(BEFORE)) throw new TypeError("the node does not answer now");
    return response;
  };
  const answering = severalNodes(urls.map((url) => createNodeClient(url, { fetch: now })));
  type Method = (...args: readonly unknown[]) => Promise<unknown>;
  const method = (client: NodeClient, name: keyof NodeClient) => client[name] as unknown as Method;
  return new Proxy(answering, {
    get: (_, name: keyof NodeClient) =>
      KEPT.has(name)
        ? (...args: readonly unknown[]) =>
            method(
              answering,
              name,
            )(...args).catch((error: unknown) => {
              if (!isOfNode(error)) throw error;
              return method(remembering, name)(...args);
            })
        : answering[name],
  });
}
