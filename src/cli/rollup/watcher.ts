/** What `challenge` does once and `watch` again and again. */
import { RollupAccount } from "../../evm/index.js";
import { createVerifier } from "../../groth16/index.js";
import {
  type WatchAction,
  WatchMemory,
  type WatchReport,
  watchOnce,
  withOnChainVotes,
} from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readProcess } from "../process-file.js";
import { dim, styled, yellow } from "../style.js";
import { type WriterOptions, writer } from "../wallet.js";
import { proofChecker } from "./census-proofs.js";
import { loadRollupKeys } from "./keys.js";
import { ensureProcess, instanceOf, onChainOf, openRollupOf, readVotes } from "./support.js";

export interface WatcherOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  /** The most demands to make. */
  readonly demands?: number;
}

/** Makes the function that looks once. */
export async function watcher(context: Context, file: string, options: WatcherOptions) {
  const process = await readProcess(options.process);
  const { processId } = process;
  const accepted = await readVotes(file, process);
  const client = await writer(options);
  const rollup = await openRollupOf(client, options.contract, processId);
  await ensureProcess(client, rollup, process);
  const at = { process, instance: instanceOf(rollup), rollup };
  const { census } = await loadRollupKeys(context, at, options, loadVerifyingCircuit);
  const verifier = await createVerifier(census.verificationKey);
  const account = { calls: new RollupAccount(client, rollup.contracts), address: client.account.address };
  const holds = proofChecker(process, verifier);
  const memory = new WatchMemory();
  let demands = options.demands;
  const look = async (): Promise<WatchReport> => {
    const { included } = await onChainOf(client, rollup, [processId]);
    // Votes put on chain are known besides those that they replace.
    const votes = [...accepted, ...withOnChainVotes([], included, [], process.ballot.maxCount)];
    const on = { client, contracts: rollup.contracts, processId };
    const most = demands === undefined ? {} : { mostDemands: demands };
    const report = await watchOnce({ ...on, votes, holds, account, memory, ...most });
    const made = report.actions.filter((action) => action.do.startsWith("demand ") && action.transaction);
    if (demands !== undefined) demands -= made.length;
    return report;
  };
  return { look, close: () => verifier.close() };
}

const where = ({ batch, slot }: WatchAction) =>
  batch === undefined ? "" : ` (batch ${batch}, slot ${slot})`;

export function show({ output }: Context, report: WatchReport): void {
  for (const action of report.actions) {
    output.line(
      styled`  ${yellow("block")} ${report.block}: ${action.do}${where(action)} ${dim(action.transaction ?? action.refused ?? "")}`,
    );
  }
  if (report.missing > 0) {
    output.warn(`${report.missing} known votes are not among those posted`);
  }
  if (report.left > 0) {
    output.warn(`${report.left} posted votes that nobody knows were not demanded: --demands is used up`);
  }
}

export const summary = ({ block, final, compared, missing, left, turn }: WatchReport) => ({
  block,
  final,
  compared,
  missing,
  left,
  turn: turn.number,
  poster: turn.poster,
});
