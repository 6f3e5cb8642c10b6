/** What the rollup commands share: the contracts behind a process, votes from a file, and what is on chain of them. */
import { getBlockNumber } from "viem/actions";
import { decodeEnvelope } from "../../ballot/index.js";
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
} from "../../chain/index.js";
import { warmPoseidon } from "../../engine/index.js";
import { ensure } from "../../errors.js";
import { type Hex, scope } from "../../process/index.js";
import {
  type AcceptedVote,
  acceptedVote,
  decodeVoteLine,
  paramsVector,
  planRollup,
  type RollupPlan,
  TALLY_8,
  TALLY_64,
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
}

/** The rollup contracts that a process names. @throws PsephosError `cli/no-rollup` */
export async function rollupOf(
  client: ChainReader,
  processes: Hex,
  processId: Hex,
): Promise<RollupContracts> {
  const { settlement } = await readChainProcess(client, processes, processId);
  ensure(
    !/^0x0+$/.test(settlement),
    "cli/no-rollup",
    "the process names no contract that proves its results",
    "A process that is to be counted by a rollup names it as its settlement when it is made.",
  );
  return readRollupContracts(client, settlement);
}

/** The same, of a rollup that is open. @throws PsephosError `cli/no-rollup`; ContractRefusal `NotOpen` */
export async function openRollupOf(client: ChainReader, processes: Hex, processId: Hex): Promise<OpenRollup> {
  const contracts = await rollupOf(client, processes, processId);
  return { contracts, terms: await readTerms(client, contracts, processId) };
}

/** A file of vote envelopes or of accepted votes, one JSON object a line; it may hold none. */
export async function readVotes(path: string): Promise<AcceptedVote[]> {
  const lines = await readLines(path, { none: true });
  return lines.map(({ line, text }) =>
    text.includes('"processId"') ? acceptedVote(decodeEnvelope(text)) : decodeVoteLine(text, line),
  );
}

/** What voters put on chain themselves, as votes and ballots. */
export async function onChainOf(client: ChainReader, { contracts, terms }: OpenRollup, processId: Hex) {
  // Before that there is nothing, and nodes refuse to look for it.
  if ((await getBlockNumber(client, { cacheTime: 0 })) < terms.closing)
    return { included: [], published: [] };
  const at = { processId, fromBlock: terms.closing };
  return {
    included: await readIncludedVotes(client, contracts, at),
    published: await readPublishedBallots(client, contracts, at),
  };
}

const DISTRUST = "Whoever posts to a rollup that was opened wrongly loses the bond: take no part in it.";

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

/** @throws PsephosError `cli/other-census` unless a rollup was opened for the process's census */
function ensureCensus({ terms }: OpenRollup, { censusRoot }: Pick<ProcessFile, "censusRoot">): void {
  ensure(
    terms.censusRoot === censusRoot,
    "cli/other-census",
    "the rollup was opened for another census than the process's",
    DISTRUST,
  );
}

/**
 * Throws unless a rollup counts this process: its census, its question, its rules.
 * @throws PsephosError `cli/other-census`, `cli/other-params`
 */
export async function ensureProcess(
  client: ChainReader,
  rollup: OpenRollup,
  { processId, questionIndex, ballot, ...process }: ProcessFile,
): Promise<void> {
  ensureCensus(rollup, process);
  const instance = [TALLY_64, TALLY_8].find(({ slots }) => slots === rollup.terms.slots);
  ensure(instance, "cli/other-params", "the rollup was opened for a circuit that is not known here");
  const params = tallyParams(instance, { scope: scope(processId, questionIndex), ballot });
  await ensureParams(client, rollup, processId, params);
}

/** The plan of a file's votes, with what is on chain of them if a rollup is told. */
export async function planOf(
  process: ProcessFile,
  instance: string,
  votes: readonly AcceptedVote[],
  chain?: { readonly client: ChainReader; readonly rollup: OpenRollup },
): Promise<RollupPlan> {
  const { processId, questionIndex, ballot } = process;
  let all = votes;
  if (chain) {
    const { included, published } = await onChainOf(chain.client, chain.rollup, processId);
    all = withOnChainVotes(votes, included, published, ballot.maxCount);
  }
  const counted = { scope: scope(processId, questionIndex), ballot };
  await warmPoseidon();
  const plan = planRollup(tallyInstance(instance), processId, counted, all);
  if (chain) {
    ensureCensus(chain.rollup, process);
    await ensureParams(chain.client, chain.rollup, processId, plan.params);
  }
  return plan;
}
