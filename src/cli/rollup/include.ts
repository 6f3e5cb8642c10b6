/** `psephos rollup include`: voters put their own vote on chain if no node accepts it or nobody opens its ballot. */
import { Argument } from "commander";
import { decodeEnvelope, voteOfEnvelope } from "../../ballot/index.js";
import { ensure } from "../../errors/index.js";
import { type ChainWriter, RollupAccount } from "../../evm/index.js";
import { createVerifier } from "../../groth16/index.js";
import { countableVote, ensureCensusProofs, readOpenRollup, voteToInclude } from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readWritten } from "../files.js";
import { INSECURE, PROCESS, WRITING } from "../options.js";
import { readProcess } from "../process-file.js";
import { type WriterOptions, writer } from "../wallet.js";
import { loadCensusKey } from "./keys.js";

export interface IncludeOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  /** Publish the ballot alone: a node has the vote. */
  readonly ballotOnly?: boolean;
}

export async function includeVote(context: Context, file: string, options: IncludeOptions): Promise<void> {
  const { output } = context;
  const process = await readProcess(options.process);
  const envelope = decodeEnvelope(await readWritten(file));
  const { processId } = process;
  const vote = countableVote(voteOfEnvelope(process, envelope), process.ballot.maxCount);
  const { ballot } = vote;
  ensure(ballot, "cli/ballot", "the vote's package does not open to a ballot of this process");
  const client: ChainWriter = await writer(options);
  const rollup = await readOpenRollup(client, options.contract, processId);
  const census = await loadCensusKey(context, { process, rollup }, options);
  if (!options.ballotOnly) {
    await using verifier = await createVerifier(census.verificationKey);
    await ensureCensusProofs(process, [vote], verifier);
  }
  const { contracts } = rollup;
  const account = new RollupAccount(client, contracts);
  let gas = 0n;
  if (!options.ballotOnly) {
    const { gasUsed } = await output.step("Putting the vote on chain", () =>
      account.includeVote(processId, voteToInclude(vote)),
    );
    gas += gasUsed;
  }
  const packed = ballot.votes.reduceRight((sum, value) => sum * 256n + BigInt(value), 0n);
  const { gasUsed } = await output.step("Publishing the ballot", () =>
    account.publishBallot(processId, { nullifier: vote.nullifier, packed, nonce: ballot.nonce }),
  );
  gas += gasUsed;
  output.field("gas", gas);
  output.result({ processId, nullifier: vote.nullifier, included: !options.ballotOnly, gas });
}

export const include: Leaf = {
  name: "include",
  description: "after the closing block: put your own vote and its ballot on chain, if no node accepts them",
  arguments: [new Argument("<vote>", "what `psephos vote` wrote")],
  options: [
    ...WRITING,
    PROCESS,
    option("--ballot-only", "a node has the vote: publish only its ballot, so that it must be counted"),
    option("--artifacts <folder>", "where the census circuit's files are"),
    INSECURE,
  ],
  notes: "Everybody sees the account that pays: use one that nobody knows to be yours.",
  examples: ["psephos rollup include vote.json --contract 0x… --key any-funded.key"],
  handler: includeVote,
};
