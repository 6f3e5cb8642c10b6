/** What happens at the beginning and at the end of each block, independent of its transactions. */

import { toHex } from "../bytes/index.js";
import { endWindow } from "../seal/index.js";
import { readChain, writeChain } from "./chain-record.js";
import { type Context, declarationOf } from "./context.js";
import { tryFinish } from "./finish.js";
import {
  type KeyCeremony,
  MOST_ROUNDS,
  newRound,
  phaseOfCeremony,
  putCeremony,
  readCeremony,
} from "./key-ceremony.js";
import { dueAt, forgetDue, settleEnd, settleStart, wakeAt } from "./life.js";
import { readListsRecord } from "./lists.js";
import { logTree } from "./log.js";
import { leafHash, merkleRoot, setLeaf } from "./merkle.js";
import { encodeRecord, type ProcessRecord, putRecord, readRecordOf, recordNumber } from "./process-record.js";
import { registryTree } from "./rolling-census.js";
import { processesTree } from "./root.js";

/** The next part of a ceremony whose window is over. */
function nextWindow(state: KeyCeremony, height: number, { parameters }: Context["genesis"]): KeyCeremony {
  if (state.kind === "layered") {
    const all = state.publicKeys.every((key) => key !== null);
    return { ...state, phase: all ? "done" : "failed" };
  }
  const ceremony = endWindow(state.ceremony);
  const window = ceremony.phase === "complain" ? parameters.complainWindow : parameters.confirmWindow;
  return { ...state, ceremony, deadline: height + window };
}

/** Ends the window of a ceremony; after the last window the process has its key, or begins a new round, or ends without votes. */
function settleCeremony(context: Context, record: ProcessRecord): ProcessRecord {
  const { draft, height, genesis } = context;
  const state = readCeremony(context, draft, record);
  if (!state || record.endedAt > 0 || state.deadline !== height || record.keyAt > 0) return record;
  const next = nextWindow(state, height, genesis);
  const phase = phaseOfCeremony(next);
  if (phase === "done") return { ...putCeremony(context, record, next), keyAt: height };
  if (phase !== "failed") {
    wakeAt(draft, next.deadline, record.number);
    return putCeremony(context, record, next);
  }
  const round = next.round + 1;
  const { keykeepers } = readListsRecord(draft).lists;
  if (round >= MOST_ROUNDS || !keykeepers)
    return { ...putCeremony(context, record, next), withoutKey: true, endedAt: height };
  const again = newRound(context, keykeepers, record.processId, round);
  wakeAt(draft, again.deadline, record.number);
  return putCeremony(context, record, again);
}

/** Does what is due at the block's height: windows of ceremonies, starts and ends of processes. */
export function beginBlock(context: Context): void {
  const { draft, height } = context;
  writeChain(draft, { ...readChain(draft), height });
  for (const number of dueAt(draft, height)) {
    const before = readRecordOf(draft, number);
    const declaration = declarationOf(context, draft, before);
    let record = settleCeremony(context, before);
    record = settleStart(context, { record, declaration });
    record = settleEnd(context, { record, declaration });
    putRecord(draft, record);
    tryFinish(context, { record, declaration });
  }
  forgetDue(draft, height);
}

/**
 * Updates the roots of what the block changed.
 * @param processes how many there were before the block: new leaves are appended in the order of creation
 * @param numbers of the processes that have changed, ascending
 * @returns their records
 */
export function endBlock({ draft }: Context, processes: number, numbers: readonly number[]): ProcessRecord[] {
  let tree = processesTree(draft, processes);
  const changed: ProcessRecord[] = [];
  for (const number of numbers) {
    const before = readRecordOf(draft, number);
    const record: ProcessRecord = {
      ...before,
      logRoot: toHex(merkleRoot(draft, logTree(before))),
      registry: { ...before.registry, listRoot: toHex(merkleRoot(draft, registryTree(before))) },
    };
    putRecord(draft, record);
    tree = setLeaf(draft, tree, number, leafHash(encodeRecord(record)));
    changed.push(record);
  }
  return changed;
}

/** The numbers of the processes whose records are under some of these keys, ascending. */
export const changedRecords = (keys: Iterable<string>): number[] =>
  [...keys]
    .map(recordNumber)
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b);
