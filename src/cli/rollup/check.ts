/** `psephos rollup check`: a stranger recomputes a transcript from the votes. */
import type { AcceptedVote, VotingProcess } from "../../ballot/index.js";
import { createVerifier } from "../../groth16/index.js";
import {
  checkTranscript,
  ensureCensusProofs,
  ensureRollupInstance,
  ensureRollupProcess,
  ensureTranscriptProcess,
  parseRollupTranscript,
  readOnChainVotes,
  readOpenRollup,
  tallyInstance,
  withOnChainVotes,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { readJson } from "../files.js";
import { PROCESS, RPC } from "../options.js";
import { readProcess } from "../process-file.js";
import { reader } from "../wallet.js";
import { loadRollupKeys } from "./keys.js";
import { ALSO_ON_CHAIN, CIRCUITS, TRANSCRIPT, VOTES } from "./options.js";
import { readAcceptedVotes } from "./support.js";

export interface CheckOptions extends CensusKeyOptions {
  readonly process: string;
  readonly rpc: string;
  /** With it, what voters put on chain is counted too. */
  readonly contract?: `0x${string}`;
}

/** The rollup on chain, if a contract was given. */
async function chainOf(process: VotingProcess, { rpc, contract }: CheckOptions) {
  if (contract === undefined) return undefined;
  const client = await reader({ rpc, contract });
  const rollup = await readOpenRollup(client, contract, process.processId);
  await ensureRollupProcess(client, rollup, process);
  return { client, rollup };
}

/** The accepted votes, and those that voters put on chain. */
async function withIncluded(
  votes: readonly AcceptedVote[],
  process: VotingProcess,
  chain: Awaited<ReturnType<typeof chainOf>>,
) {
  const { processId, ballot } = process;
  if (chain === undefined) return votes;
  const { included, published } = await readOnChainVotes(chain.client, chain.rollup, [processId]);
  return withOnChainVotes(votes, included, published, ballot.maxCount);
}

export async function checkCount(
  context: Context,
  transcript: string,
  file: string,
  options: CheckOptions,
): Promise<void> {
  const { output } = context;
  const process = await readProcess(options.process);
  const claimed = parseRollupTranscript(await readJson(transcript, "`psephos rollup prove` writes one."));
  const { processId } = process;
  ensureTranscriptProcess(claimed, process);
  const chain = await chainOf(process, options);
  const instance = tallyInstance(claimed.instance);
  if (chain) ensureRollupInstance(chain.rollup, instance);
  const { census, batch, open } = await loadRollupKeys(
    context,
    { process, instance, rollup: chain?.rollup },
    options,
    loadVerifyingCircuit,
  );
  const accepted = await readAcceptedVotes(context, file, process, options);
  const votes = await withIncluded(accepted, process, chain);
  await using verifier = await createVerifier(census.verificationKey);
  await output.step("Checking census proofs", () => ensureCensusProofs(process, votes, verifier));
  const { maxVoteOverwrites } = process;
  const keys = { batch: batch.verificationKey, open: open.verificationKey, maxVoteOverwrites };
  await output.step("Counting again, and checking the proofs", () =>
    checkTranscript({ ...claimed, ballot: process.ballot }, votes, keys),
  );
  const { voteCount, invalid, votesDigest, results } = claimed;
  output.line("right: the transcript is the count of these votes, and its proofs are valid");
  output.field("votes", voteCount);
  output.field("invalid weight", invalid);
  output.field("votes digest", votesDigest);
  output.result({ processId, voteCount, invalid, votesDigest, results });
}

export const check: Leaf = {
  name: "check",
  description: "for anyone: count the votes again, and check a transcript and its proofs",
  arguments: [TRANSCRIPT, VOTES],
  options: [PROCESS, ALSO_ON_CHAIN, RPC, ...CIRCUITS],
  examples: ["psephos rollup check rollup.json votes.jsonl --process process.json --contract 0x…"],
  handler: checkCount,
};
