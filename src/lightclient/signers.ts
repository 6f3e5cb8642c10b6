/**
 * Whose heads count at a node. On a chain that one node orders they are its key's, which the genesis document names. On a chain of several validators these may have changed since: the node shows
 * the last block that more than two thirds of them signed, and the way to them from the genesis document.
 */
import { isOfSeveral, type Signers } from "../api/index.js";
import type { OpenedNode } from "./node.js";

/** What is asked for at the moment when it is needed: a page of a chain with one node loads none of it. */
const proven = () => import("./proven-validators.js");

/**
 * The chain with the validators of now in the place of the genesis document's.
 * @throws PsephosError `lightclient/validators`, `api/old-block`: the node cannot show who validates now; what the client throws
 */
export async function signersAtNode(node: OpenedNode): Promise<Signers> {
  if (!isOfSeveral(node.genesis)) return node.genesis;
  return (await proven()).provenSigners(node);
}
