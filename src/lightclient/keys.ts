/** The keys that ballots are sealed for, from a node that is not trusted about them: each is signed by keykeepers of the genesis document. */
import { base64 } from "@scure/base";
import { recoverTypedDataAddress } from "viem/utils";
import type { KeysAnswer } from "../api/index.js";
import type { VotingProcess } from "../ballot/index.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  decodeTransaction,
  type LayeredKeykeepers,
  layerTypedData,
  type ThresholdKeykeepers,
  type Transaction,
} from "../ledger/index.js";
import { ceremonyKey, checkDeal, confirmationSigner, decodeDeal } from "../seal/index.js";
import { layeredSealing, type Sealing, thresholdSealing } from "../voter/index.js";
import type { OpenedNode } from "./node.js";
import type { NodeProcess } from "./process.js";

/** What a ballot is sealed for. */
export type SealedFor = Pick<VotingProcess, "processId" | "scope" | "ballot">;
type CeremonyAnswer = NonNullable<KeysAnswer["ceremony"]>;
type KeyMessage = Extract<Transaction, { kind: "deal" | "confirm" }>;

const OTHER_NODE = "Do not vote with this key: ask another node of the chain.";
/** The most blocks of one request. */
const PAGE = 1000;

/** The signed messages of a round, from the blocks of `window` before the key. They prove themselves: it does not matter who shows them. */
async function messagesOf<Kind extends KeyMessage["kind"]>(
  { client }: OpenedNode,
  kind: Kind,
  { answer: { processId, keyAt } }: NodeProcess,
  { round }: CeremonyAnswer,
  window: number,
): Promise<Extract<KeyMessage, { kind: Kind }>[]> {
  const found: Extract<KeyMessage, { kind: Kind }>[] = [];
  for (let from = Math.max(1, keyAt - window); from < keyAt; ) {
    const blocks = await client.blocks({
      ...{ from, count: Math.min(PAGE, keyAt - from) },
      process: processId,
    });
    for (const bytes of blocks.flatMap(({ transactions }) => transactions)) {
      const tx = decodeTransaction(bytes);
      if (tx.kind === kind && "round" in tx && tx.processId === processId && tx.round === round)
        found.push(tx as Extract<KeyMessage, { kind: Kind }>);
    }
    if (blocks.length === 0) break;
    from += blocks.length;
  }
  return found;
}

/** The key of t among n keykeepers: computed from their deals, and confirmed by enough of them. */
async function thresholdOf(
  node: OpenedNode,
  shown: NodeProcess,
  process: SealedFor,
  ceremony: CeremonyAnswer,
  keykeepers: ThresholdKeykeepers,
): Promise<Sealing> {
  const { genesis } = node;
  const { processId, scope, ballot } = process;
  const { round, deals } = ceremony;
  const context = { genesisHash: genesis.hash, processId: fixedHex(processId, 32, "processId"), round };
  const plan = { context, keykeepers };
  const checked = deals.map(({ deal }) => checkDeal(plan, decodeDeal(base64.decode(deal), keykeepers)));
  const key = ceremonyKey(plan, checked);
  const { confirmWindow } = genesis.parameters;
  const messages = await messagesOf(node, "confirm", shown, ceremony, confirmWindow);
  const confirmations: Hex[] = [];
  for (const { keykeeper, signature } of messages) {
    const text = toHex(signature);
    // What is not a confirmation of this key is left out: enough must be left.
    const signer = await confirmationSigner(context, key, text).catch(() => undefined);
    if (signer === keykeeper && keykeepers.addresses.includes(keykeeper)) confirmations.push(text);
  }
  return thresholdSealing({
    election: { context, scope, rules: ballot },
    key,
    confirmations: [...new Set(confirmations)].slice(0, keykeepers.addresses.length),
    keykeepers: keykeepers.addresses,
    needed: keykeepers.confirmations,
  });
}

/** One fresh key of each keykeeper, signed by it. */
async function layersOf(
  node: OpenedNode,
  shown: NodeProcess,
  { ballot }: SealedFor,
  ceremony: CeremonyAnswer,
  { addresses }: LayeredKeykeepers,
): Promise<Sealing> {
  const { genesis } = node;
  const messages = await messagesOf(node, "deal", shown, ceremony, genesis.parameters.dealWindow);
  const keys = new Map<Hex, Uint8Array>();
  for (const tx of messages) {
    const data = layerTypedData(genesis.hash, tx);
    const signer = await recoverTypedDataAddress({ ...data, signature: toHex(tx.signature) }).catch(() => "");
    // The first deal of a keykeeper counts.
    if (signer.toLowerCase() === tx.keykeeper && !keys.has(tx.keykeeper)) keys.set(tx.keykeeper, tx.deal);
  }
  const signed = addresses.map((address) => keys.get(address)).filter((key) => key !== undefined);
  ensure(
    signed.length === addresses.length,
    "lightclient/keys",
    `the node shows ${signed.length} signed keys, but the ballots are sealed for ${addresses.length} keykeepers`,
    OTHER_NODE,
  );
  return layeredSealing(signed, ballot);
}

/**
 * How the ballots of a process are sealed.
 * @throws PsephosError `voter/not-open`: there is no key yet; `lightclient/keys`: the node shows no key, or one of other keykeepers; `seal/unconfirmed`,
 *   `seal/signature`, `seal/point`, `seal/deal-…`: the key is not the keykeepers'
 */
export async function sealingAtNode(
  node: OpenedNode,
  shown: NodeProcess,
  process: SealedFor,
): Promise<Sealing> {
  const { ceremony } = await node.client.keys(process.processId);
  const { keykeepers } = node.genesis.lists;
  ensure(
    ceremony && keykeepers && ceremony.kind === keykeepers.kind,
    "lightclient/keys",
    "the ballots of this process are sealed, but the node does not show keys of the genesis document's keykeepers",
    OTHER_NODE,
  );
  ensure(
    ceremony.phase === "done",
    "voter/not-open",
    "the keykeepers have not made the key of this process yet",
    "Vote later: `psephos node status` shows who is missing.",
  );
  return keykeepers.kind === "threshold"
    ? thresholdOf(node, shown, process, ceremony, keykeepers)
    : layersOf(node, shown, process, ceremony, keykeepers);
}
