/** `psephos vote send`: an envelope that was written before, anonymous or by name. */
import { Argument } from "commander";
import type { VoteName } from "../../api/index.js";
import { decodeEnvelope, decodeNamedEnvelope, envelopeHash, namedVoterId } from "../../ballot/index.js";
import { type Hex, scalarToHex } from "../../bytes/index.js";
import { processAtNode } from "../../lightclient/index.js";
import { scope } from "../../process/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { GATEWAYS_FROM } from "../ens-gateways.js";
import { ensureFree, readWritten } from "../files.js";
import { type GatewayOptions, ONLY_NAMED, openGateways } from "../gateways.js";
import { GENESIS, NODES, RELAY, WAIT } from "../node-door.js";
import { FORCE, RPC } from "../options.js";
import { ofFile } from "../params-file.js";
import {
  confirm,
  DELAY,
  type DeliveryOptions,
  deliver,
  RECEIPT,
  receiptJson,
  tellReceipt,
} from "./deliver.js";

type SendOptions = Omit<GatewayOptions, "node"> & Partial<Pick<GatewayOptions, "node">> & DeliveryOptions;

/** What an envelope says of itself; the voter id of one by name depends on the question's scope. */
interface ReadEnvelope {
  readonly processId: Hex;
  readonly envelopeHash: bigint;
  voterId(scopeOf: () => bigint): Hex;
}

/** Only an envelope by name has an eligibility. */
const isNamed = (text: string): boolean => /"eligibility":/.test(text);

/** @throws PsephosError `ballot/envelope`, `ballot/not-canonical` */
function readEnvelope(text: string): ReadEnvelope {
  if (isNamed(text)) {
    const envelope = decodeNamedEnvelope(text);
    const { processId, voter } = envelope;
    return {
      processId,
      envelopeHash: envelopeHash(envelope),
      voterId: (scopeOf) => namedVoterId(voter, scopeOf()),
    };
  }
  const envelope = decodeEnvelope(text);
  const { processId, nullifier } = envelope;
  return { processId, envelopeHash: envelopeHash(envelope), voterId: () => scalarToHex(nullifier) };
}

async function sendOne(context: Context, file: string, options: SendOptions): Promise<void> {
  const { output } = context;
  const envelope = await readWritten(file, "`psephos vote` writes one.");
  const { processId, envelopeHash: hash, voterId } = ofFile(file, () => readEnvelope(envelope));
  await ensureFree(options.receipt, { force: options.force });
  const { node, urls, blame } = await openGateways(context, { ...options, node: options.node ?? [] });
  const process = await processAtNode(node, processId);
  const { contract } = process.declaration;
  const questionIndex = process.answer.question;
  const id = voterId(() => scope({ contract, processId, questionIndex }));
  const name: VoteName = { processId, voterId: id, envelopeHash: hash };
  const delivery = { name, envelope, file, node, process, urls, blame };
  const delivered = await deliver(context, delivery, options);
  tellReceipt(context, delivered, options);
  const confirmed = await confirm(context, delivery);
  output.field("voter id", id);
  output.result({
    ...{ file, processId, voterId: id, expectedGenesis: node.expected },
    receipt: receiptJson(delivered, options),
    ...confirmed,
  });
}

export const send: Leaf = {
  name: "send",
  description: "send a vote to a node, and wait for its receipt",
  arguments: [new Argument("[file]", "the vote envelope, anonymous or by name").default("vote.json")],
  options: [NODES, ...GENESIS, ONLY_NAMED, ...GATEWAYS_FROM, RPC, RELAY, RECEIPT, WAIT, DELAY, FORCE],
  notes:
    "The same vote may be sent any number of times, and to any node: the answer is its receipt. With several nodes, the next is asked if one is down, refuses, or gives a receipt that does not hold, and the others are asked whether they have the vote as well.",
  examples: [
    "psephos vote send vote.json --node https://node.example --genesis-hash 0x…",
    "psephos vote send vote.json --node https://one.example --node https://two.example --genesis-hash 0x…",
    "psephos vote send signature.json --node https://node.example --genesis genesis.json --receipt signed.json",
  ],
  handler: sendOne,
};
