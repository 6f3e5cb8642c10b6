/** The organiser's desk: what the page asks of its worker about lists, checks and nodes. */
import { createNodeClient, publishWhenNamed } from "../../src/api/index.js";
import { readCensusCsv } from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import { newInvitation } from "../shared/invitation.js";
import { observe } from "../shared/observer.js";
import type { Call, Service } from "../shared/rpc.js";
import { type OpenChain, openChain, shownChain } from "./chain.js";
import type {} from "./codes.js";
import type { DeskMethods } from "./desk-types.js";
import { ownPages } from "./own-pages.js";
import { prepare } from "./prepare.js";
import { listShown } from "./voters.js";

/** Milliseconds that a node has to hear of a declaration: its follower waits for later blocks of the EVM. */
const NAMED_WITHIN = 30 * 60_000;

/** What the worker answers: one page, one voting chain. @param place the address of its own script, beside whose folder the manifest of the pages is */
export function deskService(place?: string): Service<DeskMethods> {
  let chain: OpenChain | undefined;
  let published: readonly Uint8Array[] | undefined;
  const here = (): OpenChain => {
    ensure(chain, "organise/not-prepared", "no voting chain is open in this page");
    return chain;
  };
  return {
    async connect(link) {
      chain = await openChain(link);
      return shownChain(chain);
    },
    readList: ({ csv }) => listShown(readCensusCsv(csv)),
    async prepare(draft) {
      const made = await prepare(draft, here(), await ownPages(place));
      published = made.published;
      return made.prepared;
    },
    async publish(_, { tell, signal }: Call<{ early: true }>) {
      ensure(published, "organise/unchecked", "the files of the election were not made");
      const { nodes } = here().link;
      for (const node of nodes)
        for (const bytes of published)
          await publishWhenNamed(createNodeClient(node), bytes, {
            wait: NAMED_WITHIN,
            onEarly: () => tell({ early: true }),
            signal,
          });
      return { nodes: nodes.length };
    },
    look: (link) => observe(link),
    newInvitations: ({ count }) => ({ secrets: Array.from({ length: count }, newInvitation) }),
  };
}
