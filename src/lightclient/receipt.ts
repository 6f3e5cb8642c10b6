/** The receipt of a vote that was sent, held to the genesis document and to the process as the node showed it. */
import {
  type AnyReceipt,
  type CheckedReceipt,
  checkAnyReceipt,
  isCommitReceipt,
  isOfSeveral,
  type RequestOptions,
  type VoteName,
} from "../api/index.js";
import { ensure } from "../errors/index.js";
import { type CheckedGenesis, hashOfDeclaration } from "../ledger/index.js";
import type { OpenedNode } from "./node.js";
import type { NodeProcess } from "./process.js";

/** The receipt that a node has of a vote at present: the validators' on a chain with several, otherwise the node's. It is not checked. @throws PsephosError `service/no-receipt` */
export const receiptFrom = (
  { client, genesis }: OpenedNode,
  name: VoteName,
  options?: RequestOptions,
): Promise<AnyReceipt> =>
  isOfSeveral(genesis) ? client.commitReceipt(name, options) : client.receipt(name, options);

/** The same, asked for until it is there: the validators' comes one block after the vote. @throws PsephosError `api/timeout` */
export const waitForReceiptFrom = (
  { client, genesis }: OpenedNode,
  name: VoteName,
  options?: RequestOptions,
): Promise<AnyReceipt> =>
  isOfSeveral(genesis) ? client.waitForCommitReceipt(name, options) : client.waitForReceipt(name, options);

/** Whether as many signed as the chain needs: on a chain with several validators, a receipt that one of them signed is that one's word. */
export const isWhole = (genesis: Pick<CheckedGenesis, "lists">, receipt: AnyReceipt): boolean =>
  isCommitReceipt(receipt) || !isOfSeveral(genesis);

/** @throws PsephosError `api/receipt` */
function ensureWhole(genesis: Pick<CheckedGenesis, "lists">, receipt: AnyReceipt): void {
  ensure(
    isWhole(genesis, receipt),
    "api/receipt",
    "one validator signed the receipt, and this chain needs more than two thirds of them",
    "Ask the node for the receipt that the validators signed.",
  );
}

/**
 * Throws unless a receipt that was checked is of the vote, in the process that the node showed, and signed by as many as the chain needs.
 * @throws PsephosError `lightclient/process`: the record of the process is not what the node showed; `api/receipt`
 */
export function ensureOfVote(
  { genesis }: Pick<OpenedNode, "genesis">,
  name: VoteName,
  { declaration }: Pick<NodeProcess, "declaration">,
  receipt: AnyReceipt,
  { record }: Pick<CheckedReceipt, "record">,
): void {
  ensureWhole(genesis, receipt);
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

/**
 * Throws unless a receipt proves that the vote is in the log of the process that the node showed.
 * @returns what it proves
 * @throws PsephosError those of `checkAnyReceipt` and `ensureOfVote`
 */
export function ensureRecorded(
  node: Pick<OpenedNode, "genesis">,
  name: VoteName,
  shown: Pick<NodeProcess, "declaration">,
  receipt: AnyReceipt,
): CheckedReceipt {
  ensureWhole(node.genesis, receipt);
  const checked = checkAnyReceipt(node.genesis, receipt);
  ensureOfVote(node, name, shown, receipt, checked);
  return checked;
}
