/** A receipt beside what a node says of its chain later. */
import { checkHead, checkReceipt, NodeRefusal, type Receipt } from "../../api/index.js";
import { scalarToHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import type { LogEntry } from "../../ledger/index.js";
import type { OpenedNode } from "../node-door.js";

export interface Found {
  readonly agrees: boolean;
  /** A sentence. */
  readonly what: string;
  /** Of the node's head. */
  readonly height: number;
}

/** The receipt that the node gives now; undefined if another vote of the voter counts, or none. */
async function receiptNow({ client, genesis }: OpenedNode, receipt: Receipt) {
  try {
    const now = await client.receipt(receipt);
    return { receipt: now, ...checkReceipt(genesis, now) };
  } catch (error) {
    if (error instanceof NodeRefusal && error.told.code === "service/no-receipt") return undefined;
    throw error;
  }
}

/** Whether the log that the node shows has the receipt's vote at its place. */
async function isInLog({ client }: OpenedNode, receipt: Receipt, entry: LogEntry): Promise<boolean> {
  const { index } = receipt.proof.inclusion;
  const { entries } = await client.log(receipt.processId, { from: index, count: 1 });
  const [found] = entries;
  return (
    found !== undefined &&
    found.index === index &&
    found.voterId === entry.voterId &&
    found.nonce === entry.nonce &&
    found.height === entry.height &&
    found.envelopeHash === scalarToHex(entry.envelopeHash)
  );
}

/**
 * Compares: the node's head is signed and not older; the root of the receipt's block is the one that was signed; the vote is at its place, or was
 * replaced by its voter.
 * @throws PsephosError `cli/busy`: the node is behind the receipt; `api/head`, `api/receipt`, and what the client throws
 */
export async function compareWithNode(node: OpenedNode, receipt: Receipt, entry: LogEntry): Promise<Found> {
  const { client, genesis } = node;
  const { head } = await client.chain();
  checkHead(genesis, head);
  const { height, stateRoot } = receipt.head;
  ensureAble(
    head.height >= height,
    "cli/busy",
    `the node is at block ${head.height}, and the receipt is of block ${height}`,
    "Ask again when the node has caught up.",
  );
  const found = (agrees: boolean, what: string): Found => ({ agrees, what, height: head.height });
  const [block] = head.height === height ? [head] : await client.blocks({ from: height, count: 1 });
  if (block?.height !== height || block.stateRoot !== stateRoot)
    return found(false, `The node now gives block ${height} another state root than its validator signed.`);
  const now = await receiptNow(node, receipt);
  if (now === undefined)
    return (await isInLog(node, receipt, entry))
      ? found(
          true,
          `At block ${head.height} the vote is still in the log. A later vote of the same voter counts in its place.`,
        )
      : found(false, `At block ${head.height} the node no longer shows the vote in the log.`);
  const { index } = receipt.proof.inclusion;
  const same = now.receipt.proof.inclusion.index === index && now.entry.height === entry.height;
  return same
    ? found(
        true,
        `At block ${now.receipt.head.height} the signed head still has the vote at place ${index}, and it counts.`,
      )
    : found(false, `At block ${now.receipt.head.height} the signed head has the vote at another place.`);
}
