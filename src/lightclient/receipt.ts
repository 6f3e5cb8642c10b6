/** The receipt of a vote that was sent, held to the genesis document and to the process as the node showed it. */
import { checkReceipt, type Receipt, type VoteName } from "../api/index.js";
import { ensure } from "../errors/index.js";
import { hashOfDeclaration } from "../ledger/index.js";
import type { OpenedNode } from "./node.js";
import type { NodeProcess } from "./process.js";

/**
 * Throws unless a receipt proves that the vote is in the log of the process that the node showed.
 * @throws PsephosError `lightclient/process`: the record of the process is not what the node showed; `api/receipt`, and those of `checkReceipt`
 */
export function ensureRecorded(
  { genesis }: Pick<OpenedNode, "genesis">,
  name: VoteName,
  { declaration }: Pick<NodeProcess, "declaration">,
  receipt: Receipt,
): void {
  const { record } = checkReceipt(genesis, receipt);
  ensure(
    receipt.processId === name.processId &&
      receipt.voterId === name.voterId &&
      receipt.envelopeHash === name.envelopeHash,
    "api/receipt",
    "the node answered with the receipt of another vote",
  );
  ensure(
    record.declaration === hashOfDeclaration(declaration),
    "lightclient/process",
    "the vote is recorded, but the node had shown the process with other rules or questions than the chain has",
    "Look at the process again with another node, and vote again if it takes another vote from you.",
  );
}
