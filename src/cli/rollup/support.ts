/** What the rollup commands share: the contracts behind a process, votes from a file, and what is on chain of them. */

import { zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import { decodeEnvelope, type VoteEnvelope } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { warmPoseidon } from "../../engine/index.js";
import { ensure, located } from "../../errors/index.js";
import {
  type ChainReader,
  type RollupContracts,
  type RollupTerms,
  readProcess as readChainProcess,
  readIncludedVotes,
  readPublishedBallots,
  readRollupContracts,
  readRollupParams,
  readTerms,
} from "../../evm/index.js";
import { type Process, scope } from "../../process/index.js";
import {
  type AcceptedVote,
  acceptedVote,
  decodeVoteLine,
  paramsVector,
  planRollup,
  type RollupPlan,
  TALLY_INSTANCES,
  type TallyInstance,
  type TallyParams,
  tallyInstance,
  tallyParams,
  withOnChainVotes,
} from "../../rollup/index.js";
import { readLines } from "../files.js";
import type { ProcessFile } from "../process-file.js";

/** A process's rollup on chain. */
export interface OpenRollup {
  readonly contracts: RollupContracts;
  readonly terms: RollupTerms;
  /** The census key that the process on chain names. */
  readonly censusKey: Hex;
}

/** The rollup contracts that a process names. @throws PsephosError `cli/no-rollup` */
export async function rollupOf(
  client: ChainReader,
  { settlement }: Pick<Process, "settlement">,
): Promise<RollupContracts> {
  ensure(
    settlement !== zeroAddress,
    "cli/no-rollup",
    "the process names no contract that proves its results",
    "A process that is to be counted by a rollup names it as its settlement when it is made.",
  );
  return readRollupContracts(client, settlement);
}

/** The same, of a rollup that is open. @throws PsephosError `cli/no-rollup`; ContractRefusal `NotOpen` */
export async function openRollupOf(client: ChainReader, processes: Hex, processId: Hex): Promise<OpenRollup> {
  const process = await readChainProcess(client, processes, processId);
  const contracts = await rollupOf(client, process);
  return { contracts, terms: await readTerms(client, contracts, processId), censusKey: process.censusKey };
}

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

/**
 * What voters put on chain themselves, as votes and ballots.
 * @param seal given by who signs or posts under it: the votes are held against it
 */
export async function onChainOf(
  client: ChainReader,
  { contracts, terms }: OpenRollup,
  [processId, seal]: readonly [Hex, (Hex | undefined)?],
) {
  // Before that there is nothing, and nodes refuse to look for it.
  if ((await getBlockNumber(client, { cacheTime: 0 })) < terms.closing)
    return { included: [], published: [] };
  const at = { processId, fromBlock: terms.closing };
  return {
    included: await readIncludedVotes(client, contracts, { ...at, seal }),
    published: await readPublishedBallots(client, contracts, at),
  };
}

const DISTRUST = "Whoever posts to a rollup that was opened wrongly loses the bond: take no part in it.";

/** @throws PsephosError `cli/other-instance` unless a rollup was opened for this size of the tally circuit */
export function ensureInstance({ terms }: OpenRollup, { name, slots }: TallyInstance): void {
  const opened = TALLY_INSTANCES.find((instance) => instance.slots === terms.slots);
  ensure(
    slots === terms.slots,
    "cli/other-instance",
    `the rollup was opened for ${opened?.name ?? `batches of ${terms.slots}`}, and this is a count by ${name}`,
    opened ? `Prove and sign with --instance ${opened.name}.` : DISTRUST,
  );
}

/**
 * Throws unless a rollup was opened for these very parameters: rules, cost table, circuit.
 * @throws PsephosError `cli/other-params`
 */
export async function ensureParams(
  client: ChainReader,
  { contracts }: OpenRollup,
  processId: Hex,
  params: TallyParams,
): Promise<void> {
  const opened = await readRollupParams(client, contracts, processId);
  const expected = paramsVector(params);
  ensure(
    opened.length === expected.length && opened.every((value, i) => value === expected[i]),
    "cli/other-params",
    "the rollup was opened for other rules, costs or another circuit than the votes are counted by",
    DISTRUST,
  );
}

/** @throws PsephosError `cli/other-census`, `cli/other-overwrites` unless a rollup was opened for the process's census and votes */
export function ensureCensus(
  { terms }: OpenRollup,
  { censusRoot, maxVoteOverwrites }: Pick<ProcessFile, "censusRoot" | "maxVoteOverwrites">,
): void {
  ensure(
    terms.censusRoot === censusRoot,
    "cli/other-census",
    "the rollup was opened for another census than the process's",
    DISTRUST,
  );
  ensure(
    terms.maxVoteOverwrites === maxVoteOverwrites,
    "cli/other-overwrites",
    `the rollup was opened for votes with nonces up to ${terms.maxVoteOverwrites}, and the process file says ${maxVoteOverwrites}`,
    "Take the process file of the process on chain; if it is that, take no part in this rollup.",
  );
}

/** The size of the tally circuit that a rollup was opened for. @throws PsephosError `cli/other-params` */
export function instanceOf({ terms }: OpenRollup): TallyInstance {
  const instance = TALLY_INSTANCES.find(({ slots }) => slots === terms.slots);
  ensure(instance, "cli/other-params", "the rollup was opened for a circuit that is not known here");
  return instance;
}

/**
 * Throws unless a rollup counts this process: its census, its question, its rules.
 * @throws PsephosError `cli/other-census`, `cli/other-overwrites`, `cli/other-params`
 */
export async function ensureProcess(
  client: ChainReader,
  rollup: OpenRollup,
  process: ProcessFile,
): Promise<void> {
  const { processId, ballot } = process;
  ensureCensus(rollup, process);
  const params = tallyParams(instanceOf(rollup), { scope: scope(process), ballot });
  await ensureParams(client, rollup, processId, params);
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
    ensureInstance(chain.rollup, size);
    const { included, published } = await onChainOf(chain.client, chain.rollup, [processId, chain.seal]);
    all = withOnChainVotes(votes, included, published, ballot.maxCount);
  }
  const counted = { scope: scope(process), ballot, maxVoteOverwrites };
  await warmPoseidon();
  const plan = planRollup(size, processId, counted, all);
  if (chain) {
    ensureCensus(chain.rollup, process);
    await ensureParams(chain.client, chain.rollup, processId, plan.params);
  }
  return plan;
}
