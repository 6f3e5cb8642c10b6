/** A vote on its way from the page to a node, until its receipt proves that it is recorded. */
import { isOfSeveral, type VoteName } from "../../src/api/index.js";
import { decodeEnvelope, decodeNamedEnvelope, envelopeHash, namedVoterId } from "../../src/ballot/index.js";
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

/** The name of a vote of an election. @throws PsephosError `voter/other-process`, `ballot/envelope` */
async function nameOf(text: string, { node, shown, processId }: Sending): Promise<VoteName> {
  const { anonymous } = shown.declaration.params.envelopeType;
  const envelope = anonymous ? decodeEnvelope(text) : decodeNamedEnvelope(text);
  ensure(
    envelope.processId === processId,
    "voter/other-process",
    "this vote is for another election than the one of this page",
  );
  const voterId =
    "nullifier" in envelope
      ? scalarToHex(envelope.nullifier)
      : namedVoterId(envelope.voter, (await import("./named-votes.js")).namedProcess({ node, shown }).scope);
  return { processId, voterId, envelopeHash: envelopeHash(envelope) };
}

/**
 * Sends a vote of an election. On a chain with several validators the receipt is theirs, and comes a block later.
 * @throws PsephosError `voter/other-process`, `ballot/envelope`, `api/…`, the node's refusal, and those of {@link ensureOfVote}
 */
export async function sendVote(text: string, sending: Sending): Promise<Omit<Recorded, "way">> {
  const { node, shown, check, signal } = sending;
  const name = await nameOf(text, sending);
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
    receipt: checked.text,
    voterId: name.voterId,
    envelopeHash: scalarToHex(name.envelopeHash),
    index: receipt.proof.inclusion.index,
    height,
    signed,
  };
}
