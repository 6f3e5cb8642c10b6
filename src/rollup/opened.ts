/** A rollup on chain, and whether it was opened for the process whose votes are counted. */
import { zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import type { VotingProcess } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  type ChainReader,
  type RollupContracts,
  type RollupTerms,
  readIncludedVotes,
  readProcess,
  readPublishedBallots,
  readRollupContracts,
  readRollupParams,
  readTerms,
} from "../evm/index.js";
import type { Process } from "../process/index.js";
import { TALLY_INSTANCES, type TallyInstance } from "./instances.js";
import { type CountedProcess, paramsVector, type TallyParams, tallyParams } from "./params.js";

/** A process's rollup on chain. */
export interface OpenRollup {
  readonly contracts: RollupContracts;
  readonly terms: RollupTerms;
  /** The census key that the process on chain names. */
  readonly censusKey: Hex;
}

/** The rollup contracts that a process names. @throws PsephosError `rollup/no-rollup` */
export async function readNamedRollup(
  client: ChainReader,
  { settlement }: Pick<Process, "settlement">,
): Promise<RollupContracts> {
  ensure(
    settlement !== zeroAddress,
    "rollup/no-rollup",
    "the process names no contract that proves its results",
    "A process that a rollup counts names the rollup as its settlement when it is created.",
  );
  return readRollupContracts(client, settlement);
}

/** The same, of a rollup that is open. @throws PsephosError `rollup/no-rollup`; ContractRefusal `NotOpen` */
export async function readOpenRollup(
  client: ChainReader,
  processes: Hex,
  processId: Hex,
): Promise<OpenRollup> {
  const process = await readProcess(client, processes, processId);
  const contracts = await readNamedRollup(client, process);
  return { contracts, terms: await readTerms(client, contracts, processId), censusKey: process.censusKey };
}

/**
 * What voters put on chain themselves, as votes and ballots.
 * @param seal given when signing or posting under it: the votes are checked against it
 */
export async function readOnChainVotes(
  client: ChainReader,
  { contracts, terms }: OpenRollup,
  [processId, seal]: readonly [Hex, (Hex | undefined)?],
) {
  // Before that there is nothing on chain, and nodes refuse such a search.
  if ((await getBlockNumber(client, { cacheTime: 0 })) < terms.closing)
    return { included: [], published: [] };
  const at = { processId, fromBlock: terms.closing };
  return {
    included: await readIncludedVotes(client, contracts, { ...at, seal }),
    published: await readPublishedBallots(client, contracts, at),
  };
}

const DISTRUST = "Posters to a rollup with wrong terms lose the bond: take no part in it.";

/** @throws PsephosError `rollup/other-instance` unless a rollup was opened for this size of the tally circuit */
export function ensureRollupInstance({ terms }: OpenRollup, { name, slots }: TallyInstance): void {
  const opened = TALLY_INSTANCES.find((instance) => instance.slots === terms.slots);
  ensure(
    slots === terms.slots,
    "rollup/other-instance",
    `the rollup was opened for ${opened?.name ?? `batches of ${terms.slots}`}, but this count uses ${name}`,
    opened ? `Prove and sign with --instance ${opened.name}.` : DISTRUST,
  );
}

/**
 * Throws unless a rollup was opened for exactly these parameters: rules, cost table, circuit.
 * @throws PsephosError `rollup/other-params`
 */
export async function ensureRollupParams(
  client: ChainReader,
  { contracts }: OpenRollup,
  processId: Hex,
  params: TallyParams,
): Promise<void> {
  const opened = await readRollupParams(client, contracts, processId);
  const expected = paramsVector(params);
  ensure(
    opened.length === expected.length && opened.every((value, i) => value === expected[i]),
    "rollup/other-params",
    "the rollup was opened for other rules, other costs or another circuit than this count uses",
    DISTRUST,
  );
}

/** @throws PsephosError `rollup/other-census`, `rollup/other-overwrites` unless a rollup was opened for the process's census and votes */
export function ensureRollupCensus(
  { terms }: OpenRollup,
  { censusRoot, maxVoteOverwrites }: Pick<VotingProcess, "censusRoot" | "maxVoteOverwrites">,
): void {
  ensure(
    terms.censusRoot === censusRoot,
    "rollup/other-census",
    "the rollup was opened for another census than the process's",
    DISTRUST,
  );
  ensure(
    terms.maxVoteOverwrites === maxVoteOverwrites,
    "rollup/other-overwrites",
    `the rollup was opened for votes with nonces up to ${terms.maxVoteOverwrites}, and the process file says ${maxVoteOverwrites}`,
    "Write the process file again from the chain. If it does not change, take no part in this rollup.",
  );
}

/** The size of the tally circuit that a rollup was opened for. @throws PsephosError `rollup/other-params` */
export function rollupInstanceOf({ terms }: OpenRollup): TallyInstance {
  const instance = TALLY_INSTANCES.find(({ slots }) => slots === terms.slots);
  ensure(instance, "rollup/other-params", "the rollup was opened for an unknown circuit");
  return instance;
}

/**
 * Throws unless a rollup counts this process: its census, its question, its rules.
 * @throws PsephosError `rollup/other-census`, `rollup/other-overwrites`, `rollup/other-params`
 */
export async function ensureRollupProcess(
  client: ChainReader,
  rollup: OpenRollup,
  process: CountedProcess & Pick<VotingProcess, "censusRoot">,
): Promise<void> {
  const { processId } = process;
  ensureRollupCensus(rollup, process);
  const params = tallyParams(rollupInstanceOf(rollup), process);
  await ensureRollupParams(client, rollup, processId, params);
}
