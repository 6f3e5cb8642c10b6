/** What `challenge` does once and `watch` again and again. */
import { RollupAccount } from "../../evm/index.js";
import { createVerifier } from "../../groth16/index.js";
import {
  censusProofChecker,
  ensureRollupProcess,
  readOnChainVotes,
  readOpenRollup,
  rollupInstanceOf,
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
import { loadRollupKeys } from "./keys.js";
import { readAcceptedVotes } from "./support.js";

export interface WatcherOptions extends WriterOptions, CensusKeyOptions {
  readonly process: string;
  /** The most demands to make. */
  readonly demands?: number;
}

/** Makes the function that checks once. */
export async function watcher(context: Context, file: string, options: WatcherOptions) {
  const process = await readProcess(options.process);
  const { processId } = process;
  const accepted = await readAcceptedVotes(context, file, process, options);
  const client = await writer(options);
  const rollup = await readOpenRollup(client, options.contract, processId);
  await ensureRollupProcess(client, rollup, process);
  const at = { process, instance: rollupInstanceOf(rollup), rollup };
  const { census } = await loadRollupKeys(context, at, options, loadVerifyingCircuit);
  const verifier = await createVerifier(census.verificationKey);
  const account = { calls: new RollupAccount(client, rollup.contracts), address: client.account.address };
  const holds = censusProofChecker(process, verifier);
  const memory = new WatchMemory();
  let demands = options.demands;
  const look = async (): Promise<WatchReport> => {
    const { included } = await readOnChainVotes(client, rollup, [processId]);
    // Votes on chain are known, and so are those that they replace.
    const votes = [...accepted, ...withOnChainVotes([], included, [], process.ballot.maxCount)];
    const on = { client, contracts: rollup.contracts, processId };
    const most = demands === undefined ? {} : { mostDemands: demands };
    const report = await watchOnce({ ...on, votes, holds, account, memory, ...most });
    const made = report.actions.filter((action) => action.kind === "demand" && action.transaction);
    if (demands !== undefined) demands -= made.length;
    return report;
  };
  return { look, close: () => verifier.close() };
}

const SENTENCES: Readonly<Record<WatchAction["kind"], string>> = {
  demand: "demand a vote that nobody knows",
  "show-ignored": "show an ignored ballot",
  "end-unanswered": "end an unanswered demand",
  "end-late": "end a late turn",
  answer: "answer a demand",
};

const where = ({ batch, slot }: WatchAction) =>
  batch === undefined ? "" : ` (batch ${batch}, slot ${slot})`;

export function show({ output }: Context, report: WatchReport): void {
  for (const action of report.actions) {
    output.line(
      styled`  ${yellow("block")} ${report.block}: ${SENTENCES[action.kind]}${where(action)} ${dim(action.transaction ?? action.refused?.message ?? "")}`,
    );
  }
  if (report.missing > 0) {
    output.warn(`${report.missing} known votes were not posted`);
  }
  if (report.left > 0) {
    output.warn(`${report.left} unknown posted votes were not demanded: the number of --demands is used up`);
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

/** Actions as JSON has them: of a refusal, its code and words. */
export const actionsAsJson = (actions: readonly WatchAction[]) =>
  actions.map(({ refused, ...action }) =>
    refused === undefined ? action : { ...action, refused: { code: refused.code, message: refused.message } },
  );
