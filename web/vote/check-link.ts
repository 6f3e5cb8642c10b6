/** The link by which a receipt is checked. It goes the way that the vote went: without the relay, a node would learn which address asks for this vote. */
import { type ElectionLink, formatLink } from "../shared/link.js";
import type { Recorded } from "./booth-types.js";

/** @returns the fragment for the page that checks receipts; undefined: the vote went over libp2p, which that page does not use, and no node is known for HTTP */
export function checkFragment(
  { processId, genesisHash, nodes }: ElectionLink,
  recorded: Recorded,
): string | undefined {
  const { voterId, envelopeHash, way } = recorded;
  const { through } = way;
  if (nodes.length === 0 && through.length === 0) return undefined;
  const ends = through.filter(({ node }, i) => through.findIndex((one) => one.node === node) === i);
  return formatLink({
    ...{ processId, genesisHash, nodes, proofs: [], manifest: undefined, key: undefined },
    ...(through.length > 0 && {
      relays: [...new Set(through.map(({ relay }) => relay))],
      nodes: ends.map(({ node }) => node),
      validators: ends.map(({ validator }) => validator),
    }),
    ...{ voterId, envelopeHash },
  });
}
