/** A vote on its way from the page to a node, until its receipt proves that it is recorded. */
import { encodeAnyReceipt, isOfSeveral, type VoteName } from "../../src/api/index.js";
import { decodeEnvelope, envelopeHash } from "../../src/ballot/index.js";
import { type Hex, scalarToHex } from "../../src/bytes/index.js";
import { ensure } from "../../src/errors/index.js";
import {
  ensureOfVote,
  type NodeProcess,
  type OpenedNode,
  waitForReceiptFrom,
} from "../../src/lightclient/index.js";
import type { Recorded } from "./booth-types.js";
import type { ReceiptCheck } from "./receipt-check.js";

const SENDING = 120_000;

export interface Sending {
  readonly node: OpenedNode;
  readonly shown: NodeProcess;
  readonly processId: Hex;
  readonly check: ReceiptCheck;
  readonly signal: AbortSignal;
}

/**
 * Sends a vote of an election. On a chain with several validators the receipt is theirs, and comes a block later.
 * @throws PsephosError `voter/other-process`, `ballot/envelope`, `api/…`, the node's refusal, and those of {@link ensureOfVote}
 */
export async function sendVote(
  text: string,
  { node, shown, processId, check, signal }: Sending,
): Promise<Recorded> {
  const envelope = decodeEnvelope(text);
  ensure(
    envelope.processId === processId,
    "voter/other-process",
    "this vote is for another election than the one of this page",
  );
  const name: VoteName = {
    processId,
    voterId: scalarToHex(envelope.nullifier),
    envelopeHash: envelopeHash(envelope),
  };
  const options = { timeout: SENDING, signal };
  const answer = await node.client.vote(text, { wait: true, ...options });
  const receipt =
    answer.state === "recorded" && !isOfSeveral(node.genesis)
      ? answer.receipt
      : await waitForReceiptFrom(node, name, options);
  const checked = await check(node.genesis, receipt);
  ensureOfVote(node, name, shown, receipt, checked);
  const { height, signed } = checked;
  return {
    receipt: encodeAnyReceipt(receipt),
    voterId: name.voterId,
    envelopeHash: scalarToHex(name.envelopeHash),
    index: receipt.proof.inclusion.index,
    height,
    signed,
  };
}
