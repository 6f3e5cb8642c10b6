/** What the rollup commands share: the contracts behind a process, votes from a file, and what is on chain of them. */

import { decodeEnvelope, type VoteEnvelope } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { kernelPoseidon } from "../../engine/index.js";
import { ensure, located } from "../../errors/index.js";
import type { ChainReader } from "../../evm/index.js";
import { scope } from "../../process/index.js";
import {
  type AcceptedVote,
  acceptedVote,
  decodeVoteLine,
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
import { readLines } from "../files.js";
import type { ProcessFile } from "../process-file.js";

/** The vote of an envelope that stands in a line. */
function voteOfEnvelope(text: string, line: number, processId: Hex): AcceptedVote {
  const envelope = readEnvelope(text, line);
  ensure(
    envelope.processId === processId,
    "cli/other-process",
    `line ${line} is a vote for another process`,
    "Take out of the file what is not of this process, or name the votes' own with --process.",
  );
  return acceptedVote(envelope);
}

function readEnvelope(text: string, line: number): VoteEnvelope {
  try {
    return decodeEnvelope(text);
  } catch (error) {
    throw located(error, `line ${line}`);
  }
}

/**
 * A file of vote envelopes or of accepted votes, one JSON object a line; it may hold none.
 * @throws PsephosError `cli/read`; `cli/other-process`, `ballot/envelope`, `rollup/vote`, naming the line; `rollup/vote` too for a vote
 *   whose nonce is higher than the process allows, which no node accepts
 */
export async function readVotes(
  path: string,
  { processId, maxVoteOverwrites }: Pick<ProcessFile, "processId" | "maxVoteOverwrites">,
): Promise<AcceptedVote[]> {
  const lines = await readLines(path, {
    none: true,
    hint: "It takes the votes that a node accepted, one JSON object a line.",
  });
  return lines.map(({ line, text }) => {
    const isEnvelope = text.includes('"processId"');
    const vote = isEnvelope ? voteOfEnvelope(text, line, processId) : decodeVoteLine(text, line);
    ensure(
      vote.nonce <= maxVoteOverwrites,
      "rollup/vote",
      `line ${line} is no vote of the process: its nonce is above ${maxVoteOverwrites}, the process's maxVoteOverwrites`,
      "Take it out of the file: whoever posts it loses the bond.",
    );
    return vote;
  });
}

/** The plan of a file's votes, with what is on chain of them if a rollup is told. */
export async function planOf(
  process: ProcessFile,
  instance: string,
  votes: readonly AcceptedVote[],
  chain?: { readonly client: ChainReader; readonly rollup: OpenRollup; readonly seal?: Hex },
): Promise<RollupPlan> {
  const { processId, ballot, maxVoteOverwrites } = process;
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
  const counted = { scope: scope(process), ballot, maxVoteOverwrites };
  const plan = planRollup(size, processId, counted, all, await kernelPoseidon());
  if (chain) {
    ensureRollupCensus(chain.rollup, process);
    await ensureRollupParams(chain.client, chain.rollup, processId, plan.params);
  }
  return plan;
}
