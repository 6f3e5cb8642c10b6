/** What a receipt beside a node's present chain says, in words. */
import { type AnyReceipt, type CheckedReceipt, heightOfReceipt } from "../../api/index.js";
import { agrees, type Compared, compareWithNode, type OpenedNode } from "../../lightclient/index.js";

export interface Found {
  readonly agrees: boolean;
  /** A sentence. */
  readonly what: string;
  /** Of the node's head. */
  readonly height: number;
}

function words({ standing, height }: Compared, receipt: AnyReceipt): string {
  switch (standing) {
    case "counts":
      return `At block ${height} the signed head still has the vote at place ${receipt.proof.inclusion.index}, and it counts.`;
    case "replaced":
      return `At block ${height} the vote is still in the log. A later vote of the same voter counts in its place.`;
    case "other-root":
      return `The node now gives block ${heightOfReceipt(receipt)} another state root than was signed.`;
    case "gone":
      return `At block ${height} the node no longer shows the vote in the log.`;
    case "moved":
      return `At block ${height} the signed head has the vote at another place.`;
  }
}

/** @throws PsephosError as {@link compareWithNode} */
export async function foundAtNode(
  node: OpenedNode,
  receipt: AnyReceipt,
  checked: CheckedReceipt,
): Promise<Found> {
  const compared = await compareWithNode(node, receipt, checked);
  return { agrees: agrees(compared.standing), what: words(compared, receipt), height: compared.height };
}
