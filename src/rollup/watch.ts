/**
 * Watches a rollup: compares every posted leaf with the votes that the watcher knows, and challenges wrong ones.
 * One honest watcher is enough. It also answers demands for votes that it knows.
 */
import { zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import { kernelPoseidon } from "../engine/index.js";
import { type ErrorCode, Refusal } from "../errors/index.js";
import {
  isFinal,
  type RollupAccount,
  type RollupTurn,
  readDemandedSlots,
  readPostedBatches,
  readTerms,
  readTurn,
} from "../evm/index.js";
import { type Finding, Look, type WatchAction, WatchMemory, type WatchOptions } from "./look.js";

/** A rollup's state after a check. */
export interface WatchReport {
  readonly block: bigint;
  readonly turn: RollupTurn;
  readonly final: boolean;
  /** How many posted votes were compared. */
  readonly compared: number;
  /** Known votes that the turn's batches leave out. Only oracles and voters can act on them; a watcher cannot. */
  readonly missing: number;
  /** How many unknown votes were not demanded, because `mostDemands` was reached. */
  readonly left: number;
  readonly actions: readonly WatchAction[];
}

const REFUSALS: readonly ErrorCode[] = ["evm/refused", "evm/reverted"];

/** Does the action. A refusal is reported, so that a faster watcher at one slot cannot stop this one at the others. */
async function attempt({ act }: Finding, calls: RollupAccount) {
  try {
    return { transaction: (await act(calls)).transactionHash };
  } catch (error) {
    if (error instanceof Refusal && REFUSALS.includes(error.code)) return { refused: error };
    throw error;
  }
}

/**
 * Checks the current turn once, and acts: it demands votes that it does not know or has no valid proof of, ends unanswered
 * demands, answers demands for votes that it knows, shows ignored ballots, and ends a late turn. The poster's own account only
 * answers, and challenges nothing.
 * @throws ContractRefusal `evm/refused` (`NotOpen`)
 */
export async function watchOnce(options: WatchOptions): Promise<WatchReport> {
  const { client, contracts, processId, account, memory = new WatchMemory() } = options;
  const hash = await kernelPoseidon();
  const block = await getBlockNumber(client, { cacheTime: 0 });
  const terms = await readTerms(client, contracts, processId);
  const turn = await readTurn(client, contracts, processId);
  const final = await isFinal(client, contracts, processId);
  if (turn.poster === zeroAddress)
    return { block, turn, final, compared: 0, missing: 0, left: 0, actions: [] };
  const posted = { processId, turn: BigInt(turn.number), fromBlock: terms.openingEnd };
  const batches = await readPostedBatches(client, contracts, { ...posted, read: memory.postings });
  const demanded = await readDemandedSlots(client, contracts, posted);
  const look = new Look(options, { terms, turn, block, batches, demanded }, memory, hash);
  const actions: WatchAction[] = [];
  let demands = options.mostDemands ?? Number.POSITIVE_INFINITY;
  let left = 0;
  if (!final) {
    for await (const finding of look.findings()) {
      const { kind, batch, slot, ends } = finding;
      if (kind === "demand" && demands-- <= 0) {
        left += 1;
        continue;
      }
      const where = batch === undefined ? {} : { batch, slot: slot! };
      const outcome = account && (await attempt(finding, account.calls));
      actions.push({ kind, ...where, ...outcome });
      if (ends && outcome && "transaction" in outcome) break;
    }
  }
  return { block, turn, final, ...look.count(), left, actions };
}
