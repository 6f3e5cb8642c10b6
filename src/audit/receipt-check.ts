/** A voter's receipt beside a bundle: whether the vote is in it, and was counted. */
import { checkAnyReceipt, decodeAnyReceipt, isCommitReceipt } from "../api/index.js";
import type { Hex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import {
  type CheckedGenesis,
  encodeEntry,
  type LedgerState,
  loggedVote,
  type ProcessView,
  presentLists,
} from "../ledger/index.js";
import { type Found, grouped } from "./lines.js";

/**
 * The validators may have been replaced before the vote or after it: one of the genesis document or of the present lists has signed. A receipt that two thirds signed has the blocks
 * that lead from the genesis document's validators to them.
 */
function readReceipt(genesis: CheckedGenesis, present: readonly Hex[], text: string) {
  try {
    const receipt = decodeAnyReceipt(text);
    if (isCommitReceipt(receipt)) return { receipt, ...checkAnyReceipt(genesis, receipt) };
    const validators = [...genesis.lists.validators, ...present];
    const known = { ...genesis, lists: { ...genesis.lists, validators } };
    return { receipt, ...checkAnyReceipt(known, receipt) };
  } catch (cause) {
    if (!(cause instanceof PsephosError)) throw cause;
    throw new Refusal("audit/receipt", cause.message, { cause });
  }
}

/**
 * `receipt`.
 * @param text the receipt as the node sent it
 */
export function checkReceiptFile(
  genesis: CheckedGenesis,
  state: LedgerState,
  view: ProcessView,
  text: string,
): Found {
  const { receipt, entry, signed } = readReceipt(genesis, presentLists(state).validators, text);
  ensure(
    receipt.processId === view.record.processId,
    "audit/receipt",
    "the receipt is of another process than the bundle",
  );
  const { index } = receipt.proof.inclusion;
  const vote = loggedVote(state, view, index);
  ensure(
    vote && encodeEntry(vote.entry).every((byte, i) => byte === receipt.proof.entry[i]),
    "audit/receipt",
    `${signed.by === "validators" ? "the validators" : "a validator"} signed that this vote was recorded, and the bundle does not have it at its place`,
    "Keep the receipt: it proves that the chain took the vote, and that this bundle is of another history.",
  );
  const counts = vote.counts && view.record.counted !== null;
  const place = `The vote of the receipt is in the log, at place ${grouped(index)} (height ${entry.height})`;
  const what = counts
    ? "and it was counted"
    : view.record.counted
      ? "but a later vote of the same voter was counted in its place"
      : "but no vote of this process was counted";
  return { text: `${place}, ${what}.`, figures: { index, height: entry.height, counted: counts } };
}
