/** What the rollup commands share: votes from a file, and what is on chain of them. */

import {
  type AcceptedVote,
  type ProcessOfVotes,
  type VotingProcess,
  voteOfLine,
} from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { kernelPoseidon } from "../../engine/index.js";
import { located } from "../../errors/index.js";
import type { ChainReader } from "../../evm/index.js";
import {
  ensureRollupCensus,
  ensureRollupInstance,
  ensureRollupParams,
  type OpenRollup,
  planRollup,
  type RollupPlan,
  readOnChainVotes,
  tallyInstance,
  withOnChainVotes,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { isChainLog, votesOfChain } from "../chain-log.js";
import type { Context } from "../context.js";
import { readLines } from "../files.js";

/**
 * A file of vote envelopes or of accepted votes, one JSON object a line; it may hold none.
 * @throws PsephosError `cli/read`; and as `voteOfLine`, naming the line
 */
export async function readVotes(path: string, process: ProcessOfVotes): Promise<AcceptedVote[]> {
  const lines = await readLines(path, {
    none: true,
    hint: "The file has the votes that a node accepted, one JSON object on each line.",
  });
  const hash = await kernelPoseidon();
  return lines.map(({ line, text }) => {
    try {
      return voteOfLine(process, text, hash);
    } catch (error) {
      throw located(error, `line ${line}`);
    }
  });
}

/**
 * The votes of a file as {@link readVotes} reads them, or those that a voting chain's log counted.
 * @throws PsephosError as `readVotes` and `votesOfChain`
 */
export const readAcceptedVotes = async (
  context: Context,
  path: string,
  process: VotingProcess,
  options: CensusKeyOptions,
): Promise<AcceptedVote[]> =>
  (await isChainLog(path)) ? votesOfChain(context, path, process, options) : readVotes(path, process);

/** The plan of a file's votes, and of the votes on chain if a rollup is given. */
export async function planOf(
  process: VotingProcess,
  instance: string,
  votes: readonly AcceptedVote[],
  chain?: { readonly client: ChainReader; readonly rollup: OpenRollup; readonly seal?: Hex },
): Promise<RollupPlan> {
  const { processId, ballot } = process;
  const size = tallyInstance(instance);
  let all = votes;
  if (chain) {
    ensureRollupInstance(chain.rollup, size);
    const { included, published } = await readOnChainVotes(chain.client, chain.rollup, [
      processId,
      chain.seal,
    ]);
    all = withOnChainVotes(votes, included, published, ballot.maxCount);
  }
  const plan = planRollup(size, process, all, await kernelPoseidon());
  if (chain) {
    ensureRollupCensus(chain.rollup, process);
    await ensureRollupParams(chain.client, chain.rollup, processId, plan.params);
  }
  return plan;
}
