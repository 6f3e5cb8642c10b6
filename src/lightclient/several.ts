/** Several nodes of one chain as one: the next is asked if one does not answer, or is of another chain. */
import type { NodeClient } from "../api/index.js";
import { ensureAble, PsephosError } from "../errors/index.js";

/** Errors after which another node may do better. What a rule refuses, it refuses at every node. */
const OTHER_NODE: ReadonlySet<string> = new Set([
  "api/answer",
  "api/failed",
  "api/genesis",
  "ledger/genesis",
  "api/timeout",
  "api/unreachable",
]);

const isOfNode = (error: unknown): boolean =>
  error instanceof PsephosError &&
  (OTHER_NODE.has(error.code) || error.kind === "failed") &&
  error.code !== "api/aborted";

/** How a client of several nodes is told that the one that answered is not to be believed. */
const NEXT = Symbol("the next node");
type Several = NodeClient & { readonly [NEXT]?: { readonly count: number; readonly move: () => void } };

/**
 * Runs with a client; if it has several nodes and what one says is refused, with the next one, until all were asked.
 * @param isDoubtful whether an error is about what the node says
 */
export async function withAnyNode<T>(
  client: NodeClient,
  isDoubtful: (error: unknown) => boolean,
  run: () => Promise<T>,
): Promise<T> {
  const several = (client as Several)[NEXT];
  for (let tried = 1; ; tried++) {
    try {
      return await run();
    } catch (error) {
      if (!several || tried >= several.count || !isDoubtful(error)) throw error;
      several.move();
    }
  }
}

/**
 * A client that asks the node that answered last, and the others if it fails. Sending a vote again is safe, at another node too. Events come from one node.
 * @param clients in the order in which they are asked
 * @throws PsephosError `lightclient/no-node` without a client; a method throws what the last node asked gave
 */
export function severalNodes(clients: readonly NodeClient[]): NodeClient {
  ensureAble(clients.length > 0, "lightclient/no-node", "there is no node to ask");
  let present = 0;
  const ask = async (name: keyof NodeClient, args: readonly unknown[]): Promise<unknown> => {
    for (let tried = 1; ; tried++) {
      const place = present;
      const client = clients[place]! as unknown as Record<
        string,
        (...args: readonly unknown[]) => Promise<unknown>
      >;
      try {
        return await client[name]!(...args);
      } catch (error) {
        if (!isOfNode(error) || tried === clients.length) throw error;
        if (present === place) present = (place + 1) % clients.length;
      }
    }
  };
  const next = {
    count: clients.length,
    move: () => {
      present = (present + 1) % clients.length;
    },
  };
  return new Proxy(clients[0]!, {
    get: (first, name: keyof NodeClient | typeof NEXT) => {
      if (name === NEXT) return next;
      if (!Object.hasOwn(first, name)) return undefined;
      return name === "events"
        ? (...args: Parameters<NodeClient["events"]>) => clients[present]!.events(...args)
        : (...args: readonly unknown[]) => ask(name, args);
    },
  });
}
