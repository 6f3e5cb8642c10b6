import { Argument } from "commander";
import { decodeEnvelope, voteOfEnvelope } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import { checkVotes } from "../../rollup/index.js";
import { type CensusKeyOptions, censusVerifier } from "../census-key.js";
import type { Leaf, Unnamed } from "../command.js";
import type { Context } from "../context.js";
import { readWritten } from "../files.js";
import { KEYS, PROCESS_AND_CHAIN } from "../options.js";
import { openProcess, type ProcessOptions } from "../process-on-chain.js";

interface VerifyOptions extends CensusKeyOptions, ProcessOptions {}

async function verify(context: Context, file: string, options: VerifyOptions): Promise<void> {
  const { output } = context;
  const text = await readWritten(file);
  const { process, checked } = await openProcess(context, options);
  const vote = voteOfEnvelope(process, decodeEnvelope(text));
  const { verifier, label } = await censusVerifier(context, process, options);
  try {
    const { refused } = await checkVotes(process, [vote], verifier, options);
    if (refused[0]) throw refused[0].reason;
    const nullifier = scalarToHex(vote.nullifier);
    output.line("accepted: the proof is valid, and the ballot is the one that was proved");
    output.field("nullifier", nullifier);
    output.field("weight", vote.weight);
    output.field("key", label);
    output.result({ accepted: true, nullifier, weight: vote.weight, key: label, checked });
  } finally {
    await verifier.close();
  }
}

export default {
  arguments: [new Argument("[file]", "the vote envelope").default("vote.json")],
  options: [...PROCESS_AND_CHAIN, ...KEYS],
  notes: "Exit code 0: accepted; 1: refused, with the rule; 2: it could not be checked.",
  examples: ["psephos verify vote.json --process process.json", "psephos verify vote.json --json"],
  handler: verify,
} satisfies Unnamed<Leaf>;
