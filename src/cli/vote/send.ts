/** `psephos vote send`: an envelope that was written before, anonymous or by name. */
import { Argument } from "commander";
import type { VoteName } from "../../api/index.js";
import { decodeEnvelope, decodeNamedEnvelope, envelopeHash, namedVoterId } from "../../ballot/index.js";
import { type Hex, scalarToHex } from "../../bytes/index.js";
import { processAtNode } from "../../lightclient/index.js";
import { scope } from "../../process/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readWritten } from "../files.js";
import { GENESIS, type NodeOptions, openNode, RELAY, REQUIRED_NODE, WAIT } from "../node-door.js";
import { FORCE } from "../options.js";
import { ofFile } from "../params-file.js";
import { type DeliveryOptions, deliver, RECEIPT, receiptJson, tellReceipt } from "./deliver.js";

type SendOptions = NodeOptions & DeliveryOptions;

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
  const node = await openNode(context, options);
  const process = await processAtNode(node, processId);
  const { contract } = process.declaration;
  const questionIndex = process.answer.question;
  const id = voterId(() => scope({ contract, processId, questionIndex }));
  const name: VoteName = { processId, voterId: id, envelopeHash: hash };
  const receipt = await deliver(context, { name, envelope, file, node, process }, options);
  tellReceipt(context, receipt, options);
  output.field("voter id", id);
  output.result({
    ...{ file, processId, voterId: id, expectedGenesis: node.expected },
    receipt: receiptJson(receipt, options),
  });
}

export const send: Leaf = {
  name: "send",
  description: "send a vote to a node, and wait for its receipt",
  arguments: [new Argument("[file]", "the vote envelope, anonymous or by name").default("vote.json")],
  options: [REQUIRED_NODE, ...GENESIS, RELAY, RECEIPT, WAIT, FORCE],
  notes: "The same vote may be sent any number of times, and to any node: the answer is its receipt.",
  examples: [
    "psephos vote send vote.json --node https://node.example --genesis-hash 0x…",
    "psephos vote send signature.json --node https://node.example --genesis genesis.json --receipt signed.json",
  ],
  handler: sendOne,
};
