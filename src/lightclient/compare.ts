/** A receipt beside what a node says of its chain later. */
import {
  type AnyReceipt,
  type CheckedReceipt,
  checkAnyReceipt,
  checkHead,
  heightOfReceipt,
  isOfSeveral,
  NodeRefusal,
} from "../api/index.js";
import { type Hex, scalarToHex } from "../bytes/index.js";
import { ensureAble } from "../errors/index.js";
import type { LogEntry } from "../ledger/index.js";
import type { OpenedNode } from "./node.js";
import { receiptFrom } from "./receipt.js";

/**
 * - `counts`: the signed head has the vote at its place;
 * - `replaced`: it is in the log, and a later vote of its voter counts;
 * - `other-root`: the node gives the receipt's block another root than its validator signed; `gone`: the vote is not in the log; `moved`: it is at another
 *   place. These three are the node's fault, or its chain's.
 */
export type Standing = "counts" | "replaced" | "other-root" | "gone" | "moved";

export interface Compared {
  readonly standing: Standing;
  /** Of the head that was compared. */
  readonly height: number;
}

/** Whether the node agrees with the receipt. */
export const agrees = (standing: Standing): boolean => standing === "counts" || standing === "replaced";

/** The receipt that the node gives now; undefined if another vote of the voter counts, or none. */
async function receiptNow(node: OpenedNode, receipt: AnyReceipt) {
  try {
    const now = await receiptFrom(node, receipt);
    return { receipt: now, ...checkAnyReceipt(node.genesis, now) };
  } catch (error) {
    if (error instanceof NodeRefusal && error.told.code === "service/no-receipt") return undefined;
    throw error;
  }
}

/** Whether the log that the node shows has the receipt's vote at its place. */
async function isInLog({ client }: OpenedNode, receipt: AnyReceipt, entry: LogEntry): Promise<boolean> {
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

/** The root that the node gives a block; undefined if it has no such block, because it began with a later snapshot. Blocks of one process come through relays, too. */
async function rootAt({ client }: OpenedNode, height: number, process: Hex): Promise<string | undefined> {
  try {
    const [block] = await client.blocks({ from: height, count: 1, process });
    return (block?.height === height && block.stateRoot) || "";
  } catch (error) {
    if (error instanceof NodeRefusal && error.told.code === "service/before-snapshot") return undefined;
    throw error;
  }
}

/**
 * Compares: the node's head is signed and not older; the root of the receipt's block is the one that was signed; the vote is at its place, or was
 * replaced by its voter. On a chain with several validators, not the node's head is signed but the receipt that it gives now.
 * @param checked what the receipt proves
 * @throws PsephosError `lightclient/behind`: the node is behind the receipt; `api/head`, `api/receipt`, and what the client throws
 */
export async function compareWithNode(
  node: OpenedNode,
  receipt: AnyReceipt,
  { entry, stateRoot }: CheckedReceipt,
): Promise<Compared> {
  const { client, genesis } = node;
  const { head } = await client.chain();
  if (!isOfSeveral(genesis)) checkHead(genesis, head);
  const height = heightOfReceipt(receipt);
  ensureAble(
    head.height >= height,
    "lightclient/behind",
    `the node is at block ${head.height}, and the receipt is of block ${height}`,
    "Ask again when the node has caught up.",
  );
  const root = head.height === height ? head.stateRoot : await rootAt(node, height, receipt.processId);
  if (root !== undefined && root !== stateRoot) return { standing: "other-root", height: head.height };
  const now = await receiptNow(node, receipt);
  if (now === undefined)
    return { standing: (await isInLog(node, receipt, entry)) ? "replaced" : "gone", height: head.height };
  const { index } = receipt.proof.inclusion;
  const same = now.receipt.proof.inclusion.index === index && now.entry.height === entry.height;
  return { standing: same ? "counts" : "moved", height: now.height };
}
