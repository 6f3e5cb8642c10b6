/** The nodes of a link as one client. */
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { severalNodes } from "../../src/lightclient/index.js";

/** The header by which the service worker marks what a node said on an earlier visit. */
export const BEFORE = "psephos-before";

/** What the service worker keeps. */
const KEPT: ReadonlySet<string> = new Set<keyof NodeClient>([
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
]);

const isOfNode = (error: unknown): boolean => error instanceof PsephosError && error.kind === "failed";

const NONE: readonly NodeClient[] = [];

/**
 * Asks the nodes of a link in their order. What one of them said on an earlier visit is used only if none answers now: it may say of an open election that it
 * has not begun.
 * @param how requests are made
 * @param more other clients, which are asked if none of the nodes answers; a list that has grown is another list
 * @throws PsephosError as {@link severalNodes}
 */
export function nodesOf(
  urls: readonly string[],
  how: typeof fetch = (...request) => fetch(...request),
  more = () => NONE,
): NodeClient {
  const now: typeof fetch = async (...request) => {
    const response = await how(...request);
    if (response.headers.has(BEFORE)) throw new TypeError("the node does not answer now");
    return response;
  };
  const clientsBy = (fetch: typeof globalThis.fetch) => urls.map((url) => createNodeClient(url, { fetch }));
  const direct = clientsBy(now);
  const remembering = urls.length > 0 ? severalNodes(clientsBy(how)) : undefined;
  let known = more();
  let answering = severalNodes([...direct, ...known]);
  type Method = (...args: readonly unknown[]) => Promise<unknown>;
  const method = (client: NodeClient, name: keyof NodeClient) => client[name] as unknown as Method;
  return new Proxy(answering, {
    get: (_, name: keyof NodeClient) => {
      if (more() !== known) {
        known = more();
        answering = severalNodes([...direct, ...known]);
      }
      if (remembering && direct.length + known.length < 2) return remembering[name];
      if (!remembering || !KEPT.has(name)) return answering[name];
      return (...args: readonly unknown[]) =>
        method(
          answering,
          name,
        )(...args).catch((error: unknown) => {
          if (!isOfNode(error)) throw error;
          return method(remembering, name)(...args);
        });
    },
  });
}
