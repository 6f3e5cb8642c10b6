/** `psephos rollup challenge` and `watch`. */
import { setTimeout as wait } from "node:timers/promises";
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
import { showError } from "../errors.js";
import { readProcess } from "../process-file.js";
import { dim, styled, yellow } from "../style.js";
import { type WriterOptions, writer } from "../wallet.js";
import { proofChecker } from "./census-proofs.js";
import { loadRollupKeys } from "./rollup-keys.js";
import { ensureProcess, instanceOf, onChainOf, openRollupOf, readVotes } from "./rollup-support.js";

export interface WatchCommandOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  /** The most demands to make. */
  readonly demands?: number;
  /** Seconds between two looks. */
  readonly every?: number;
}

/** Makes the function that looks once. */
async function watcher(context: Context, file: string, options: WatchCommandOptions) {
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

function show({ output }: Context, report: WatchReport): void {
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

const summary = ({ block, final, compared, missing, left, turn }: WatchReport) => ({
  block,
  final,
  compared,
  missing,
  left,
  turn: turn.number,
  poster: turn.poster,
});

/** Looks once, and challenges or answers what there is to challenge or answer. */
export async function runChallenge(
  context: Context,
  file: string,
  options: WatchCommandOptions,
): Promise<undefined> {
  const { look, close } = await watcher(context, file, options);
  try {
    const report = await context.output.step("Comparing what was posted", look);
    show(context, report);
    if (report.actions.length + report.left === 0) context.output.line("Nothing to do.");
    context.output.result({ ...summary(report), actions: report.actions });
  } finally {
    await close();
  }
  return undefined;
}

/** Looks again and again, until the tally is final. */
export async function runWatch(
  context: Context,
  file: string,
  options: WatchCommandOptions,
): Promise<undefined> {
  const { output, signal } = context;
  const { look, close } = await watcher(context, file, options);
  const actions: WatchAction[] = [];
  let failures = 0;
  try {
    output.line("Watching until the tally is final; Ctrl-C ends it.");
    for (;;) {
      signal.throwIfAborted();
      const report = await look().catch((error: unknown) => {
        // Another watcher may have been faster, or the node away for a moment.
        failures += 1;
        if (failures > 5) throw error;
        output.warn(showError(error).message);
        return undefined;
      });
      if (report) {
        failures = 0;
        show(context, report);
        actions.push(...report.actions);
        if (report.final) {
          output.line(`Final: ${report.compared} votes compared, ${actions.length} actions.`);
          output.result({ ...summary(report), actions });
          return undefined;
        }
      }
      await wait(1000 * (options.every ?? 12), undefined, { signal });
    }
  } finally {
    await close();
  }
}
