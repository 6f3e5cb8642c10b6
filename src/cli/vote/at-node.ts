/** The whole path of a vote at a node: process, census and keys from there, proof here, envelope to a file, receipt back. */
import { encodeEnvelope, envelopeHash, type VotingProcess } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import { CensusSnapshot } from "../../census/index.js";
import { ensure, ensureAble } from "../../errors/index.js";
import { readProcess } from "../../evm/index.js";
import { ensureVotingProcess, processOnChain } from "../../voter/index.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, readBytes, writeWhole } from "../files.js";
import { type NamesOptions, questionNames } from "../metadata/names.js";
import { type NodeOptions, type OpenedNode, openNode } from "../node-door.js";
import { sealingAtNode } from "../node-keys.js";
import {
  ensureTakesVotes,
  type NodeProcess,
  namesAtNode,
  processAtNode,
  votingProcessOf,
} from "../node-process.js";
import { assertProcessId } from "../options.js";
import { reader } from "../wallet.js";
import { parseVotes } from "./choices.js";
import { type DeliveryOptions, deliver, receiptJson, tellReceipt } from "./deliver.js";
import { hiding, type ProvingOptions, proveVote, warnIfExposed } from "./prove.js";

export interface AtNodeOptions extends ProvingOptions, NodeOptions, NamesOptions, DeliveryOptions, Replacing {
  readonly node: string;
  readonly processId?: string;
  readonly census?: string;
  readonly out: string;
  readonly contract?: `0x${string}`;
  readonly rpc?: string;
}

/** Compares what the node shows with the process contract, if one is given. @throws PsephosError `voter/other-process`, and those of `readProcess` */
async function ensureAsOnChain(
  process: VotingProcess,
  { declaration }: NodeProcess,
  { contract, rpc }: AtNodeOptions,
): Promise<boolean> {
  if (contract === undefined) return false;
  const { processId, circuit } = process;
  const found = await readProcess(await reader({ contract, rpc: rpc! }), contract, processId);
  ensureVotingProcess(process, processOnChain(found, { contract: found.instance, processId, circuit }));
  ensure(
    found.metadata === declaration.params.metadata,
    "voter/other-process",
    "the node shows other questions than the process on chain has",
    "Do not use what this node says: ask another node of the chain.",
  );
  return true;
}

/** The census file: the node's, unless one is given. `castVote` checks it against the root. */
async function censusOf(
  { output }: Context,
  { client }: OpenedNode,
  id: VotingProcess,
  file: string | undefined,
) {
  if (file !== undefined) return new CensusSnapshot(await readBytes(file));
  return output.step(
    "Fetching the census",
    async () => new CensusSnapshot(await client.census(id.processId, { timeout: 600_000 })),
  );
}

const SENT_BEFORE = (file: string, node: string) =>
  `Is it a vote that you made before? Send it with: psephos vote send ${file} --node ${node}`;

/** Refuses to replace a vote that may be on its way already. */
async function ensureOut({ out, receipt, force, node }: AtNodeOptions): Promise<void> {
  try {
    await ensureFree(out, { force });
  } catch (error) {
    ensureAble(false, "cli/write", (error as Error).message, SENT_BEFORE(out, node));
  }
  await ensureFree(receipt, { force });
}

/**
 * Casts one anonymous vote at a node.
 * @throws PsephosError `cli/usage`, and those of each step
 */
export async function voteAtNode(context: Context, text: string, options: AtNodeOptions): Promise<void> {
  const { output } = context;
  ensureAble(
    options.processId !== undefined,
    "cli/usage",
    "name the process with --process-id",
    "`psephos node status --node URL` lists the processes.",
  );
  const processId = assertProcessId(options.processId);
  await ensureOut(options);
  const node = await openNode(context, options);
  const shown = await processAtNode(node, processId);
  const process = votingProcessOf(node, shown);
  ensureTakesVotes(shown.answer);
  const checked = await ensureAsOnChain(process, shown, options);
  const names =
    options.questions === undefined ? await namesAtNode(node, shown) : await questionNames(options);
  const votes = parseVotes(text, names);
  const { envelopeType, mode } = shown.declaration.params;
  ensureAble(
    !mode.preRegister || options.census !== undefined,
    "cli/usage",
    "this process has a census of registrations, which the voting chain makes and the node keeps no file of",
    "Give its census file with --census.",
  );
  const sealing = envelopeType.encryptedVotes ? await sealingAtNode(node, shown, process) : undefined;
  const census = await censusOf(context, node, process, options.census);
  const dynamicCensus = mode.dynamicCensus && !mode.preRegister;
  const proved = await proveVote(context, { process, census, votes, sealing, dynamicCensus }, options);
  const { envelope, anonymitySet, label } = proved;
  const { out: file, force } = options;
  const encoded = encodeEnvelope(envelope);
  const inputs = [options.identity, ...(options.census === undefined ? [] : [options.census])];
  await writeWhole(file, `${encoded}\n`, { force, inputs });
  output.line(`Vote written to ${file}. ${hiding(anonymitySet, true)}`);
  warnIfExposed(output, envelope.weight, anonymitySet);
  const nullifier = scalarToHex(envelope.nullifier);
  const name = { processId, voterId: nullifier, envelopeHash: envelopeHash(envelope) };
  const receipt = await deliver(context, { name, envelope: encoded, file, node, process: shown }, options);
  tellReceipt(context, receipt, options);
  output.field("nullifier", nullifier);
  output.field("weight", envelope.weight);
  output.field("hidden among", anonymitySet.size);
  output.field("sealed", sealing ? "until the process ends" : "no");
  output.field("key", label);
  output.result({
    ...{ file, nullifier, weight: envelope.weight, anonymitySet, key: label, checked },
    ...{ sealed: sealing !== undefined, expectedGenesis: node.expected },
    receipt: receiptJson(receipt, options),
  });
}
