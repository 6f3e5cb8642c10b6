/** A node of a voting chain, and the genesis document to which what it says is held. */
import type { NodeClient } from "../api/index.js";
import type { CheckedGenesis } from "../ledger/index.js";

/** A node, and the chain that it is of. */
export interface OpenedNode {
  readonly client: NodeClient;
  readonly genesis: CheckedGenesis;
}
