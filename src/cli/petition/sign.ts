import { encodeNamedEnvelope, namedVoterId } from "../../ballot/index.js";
import { addressBytes, toHex } from "../../bytes/index.js";
import { scope } from "../../process/index.js";
import { castNamedVote } from "../../voter/index.js";
import { ACCOUNT } from "../account.js";
import { type ByNameOptions, ELIGIBILITY, voterByName } from "../by-name.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, writeWhole } from "../files.js";
import { assertProcessId, CONTRACT, FORCE, PROCESS_ID } from "../options.js";

interface SignOptions extends ByNameOptions, Replacing {
  readonly contract: string;
  readonly out: string;
}

async function handler({ output }: Context, id: string, options: SignOptions): Promise<void> {
  await ensureFree(options.out, { force: options.force });
  const processId = assertProcessId(id);
  const contract = toHex(addressBytes(options.contract, "--contract"));
  const { wallet, eligible } = await voterByName(options);
  const process = {
    processId,
    scope: scope({ contract, processId }),
    maxVoteOverwrites: 0,
    ballot: { maxCount: 1, maxValue: 1 },
  };
  const envelope = await castNamedVote({ process, votes: [1], ...eligible }, wallet);
  await writeWhole(options.out, `${encodeNamedEnvelope(envelope)}\n`, {
    force: options.force,
    inputs: [options.account],
  });
  const voterId = namedVoterId(envelope.voter, process.scope);
  output.line(`Signature written to ${options.out}. It has your address: everybody sees that you signed.`);
  output.field("voter", envelope.voter);
  output.field("voter id", voterId);
  output.field("weight", envelope.weight);
  output.result({ file: options.out, voter: envelope.voter, voterId, weight: envelope.weight });
}

export const sign: Leaf = {
  name: "sign",
  description: "sign a petition, and write the signed vote",
  arguments: [PROCESS_ID],
  options: [
    CONTRACT,
    ACCOUNT,
    ...ELIGIBILITY,
    option("-o, --out <file>", "where to write the vote", { unless: "signature.json" }),
    FORCE,
  ],
  examples: ["psephos petition sign 0x… --contract 0x… --account account.key --census members.psc"],
  handler,
};
