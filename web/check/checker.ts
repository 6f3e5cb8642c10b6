/** A receipt, held to the genesis document and to the chain's present head. */
import { type AnyReceipt, checkAnyReceipt, decodeAnyReceipt, type Signed } from "../../src/api/index.js";
import { fixedHex, parseScalarHex, toHex } from "../../src/bytes/index.js";
import { compareWithNode, isWhole, receiptFrom, type Standing } from "../../src/lightclient/index.js";
import type { VoteLink } from "../shared/link.js";
import { nodesOf } from "../shared/nodes.js";

/** What is checked: a file beside a node, or the vote that a link names. */
export type Question =
  | { readonly receipt: string; readonly nodes: readonly string[] }
  | { readonly link: VoteLink };

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

/** @throws PsephosError `api/…`, `ledger/proof`, `lightclient/behind`; `service/no-receipt` for a link whose vote the chain does not count */
export async function check(question: Question): Promise<Verdict> {
  const link = "link" in question ? question.link : undefined;
  const nodes = link?.nodes ?? ("nodes" in question ? question.nodes : []);
  const client = nodesOf(nodes);
  const genesis = await client.genesis(link && fixedHex(link.genesisHash, 32, "the genesis hash"));
  const node = { client, genesis };
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
    expected: link !== undefined,
    index: receipt.proof.inclusion.index,
    height: checked.entry.height,
    standing,
    signed: checked.signed,
    whole: isWhole(genesis, receipt),
  };
}
