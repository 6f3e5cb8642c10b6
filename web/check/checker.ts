/** A receipt, held to the genesis document and to the chain's present head. */
import { type AnyReceipt, checkAnyReceipt, decodeAnyReceipt, type Signed } from "../../src/api/index.js";
import { fixedHex, parseScalarHex, toHex } from "../../src/bytes/index.js";
import {
  compareWithNode,
  isWhole,
  type OpenedNode,
  receiptFrom,
  type Standing,
} from "../../src/lightclient/index.js";
import type { VoteLink } from "../shared/link.js";
import { nodesOf } from "../shared/nodes.js";
import { clientOf } from "../shared/transports.js";

/** What is checked: a file beside a node, or the vote that a link names. */
export type Question =
  | { readonly receipt: string; readonly nodes: readonly string[] }
  | {
      readonly link: VoteLink;
      /** Whether the nodes are asked directly although the link names relays. */
      readonly direct?: boolean;
    };

export interface Verdict {
  readonly processId: string;
  readonly genesisHash: string;
  /** Whether the link said which chain to expect; otherwise the node was believed. */
  readonly expected: boolean;
  readonly index: number;
  /** Of the block that has the vote. */
  readonly height: number;
  readonly standing: Standing;
  readonly signed: Signed;
  /** Whether as many signed as the chain needs. */
  readonly whole: boolean;
}

export type CheckMethods = { check: { argument: Question; progress: never; result: Verdict } };

/** What asks the nodes. Whose link names relays goes through these, or not at all: the node would learn which address asks for this vote. */
async function opened(question: Question, how: typeof fetch): Promise<OpenedNode> {
  const link = "link" in question ? question.link : undefined;
  const hash = link && fixedHex(link.genesisHash, 32, "the genesis hash");
  if ("link" in question && link?.relays && !question.direct) {
    const { openThroughRelays } = await import("../shared/relays.js");
    const { relays, nodes, validators } = link;
    const ways = await openThroughRelays({ relays, nodes, validators, hash: hash!, failed: [], how });
    return { client: clientOf(ways.transports), genesis: ways.genesis };
  }
  const client = nodesOf("nodes" in question ? question.nodes : question.link.nodes, how);
  return { client, genesis: await client.genesis(hash) };
}

/**
 * @param how requests are made
 * @throws PsephosError `api/…`, `ledger/proof`, `lightclient/behind`; `service/no-receipt` for a link whose vote the chain does not count; `oblivious/…`: no relay of the link works
 */
export async function check(
  question: Question,
  how: typeof fetch = (...request) => fetch(...request),
): Promise<Verdict> {
  const node = await opened(question, how);
  const { genesis } = node;
  const receipt: AnyReceipt =
    "receipt" in question
      ? decodeAnyReceipt(question.receipt)
      : await receiptFrom(node, {
          processId: question.link.processId,
          voterId: question.link.voterId,
          envelopeHash: parseScalarHex(question.link.envelopeHash),
        });
  const checked = checkAnyReceipt(genesis, receipt);
  const { standing } = await compareWithNode(node, receipt, checked);
  return {
    processId: receipt.processId,
    genesisHash: toHex(genesis.hash),
    expected: "link" in question,
    index: receipt.proof.inclusion.index,
    height: checked.entry.height,
    standing,
    signed: checked.signed,
    whole: isWhole(genesis, receipt),
  };
}
