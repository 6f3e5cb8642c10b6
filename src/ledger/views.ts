/** Reads the state for clients: processes, votes, results. */
import type { Hex } from "../bytes/index.js";
import { readChain } from "./chain-record.js";
import { findProcess, type LedgerState } from "./context.js";
import { readResults } from "./count.js";
import type { CheckedGenesis } from "./genesis.js";
import { endHeight, type Phase, phaseOf, startHeight } from "./life.js";
import { countingIndex, type LogEntry, readEntry, readPackage } from "./log.js";
import { type LedgerProcess, readRecordOf } from "./process-record.js";

export interface ProcessView extends LedgerProcess {
  readonly phase: Phase;
  /** The height from which votes are taken; undefined while it depends on future events. */
  readonly start: number | undefined;
  /** The first height that takes no more votes; undefined while it is not known, or if the process has no fixed end. */
  readonly end: number | undefined;
  /** The results document, after the votes are counted. */
  readonly results: string | undefined;
}

/** How a process stands by its record: also for a client that has the record under a signed root, and the declaration whose hash is in it. */
export function standingOf(genesis: CheckedGenesis, process: LedgerProcess): Omit<ProcessView, "results"> {
  const { record } = process;
  return {
    ...process,
    phase: phaseOf(record),
    start: record.startedAt || startHeight(genesis, process),
    end: record.endedAt || endHeight(process),
  };
}

/** A process by its id, or undefined. */
export function processView(state: LedgerState, processId: Hex): ProcessView | undefined {
  const process = findProcess(state, state, processId);
  if (!process) return undefined;
  return { ...standingOf(state.genesis, process), results: readResults(state, process.record) };
}

/** How many processes the chain has. */
export const processCount = (state: LedgerState): number => readChain(state).processes;

/**
 * Processes, in the order of their creation. Each one's record is decoded.
 * @param from the number of the first one
 * @param count at most so many; all the others if left out
 */
export function processViews(state: LedgerState, from = 0, count = Number.POSITIVE_INFINITY): ProcessView[] {
  const length = Math.max(0, Math.min(count, processCount(state) - from));
  return Array.from({ length }, (_, i) => processView(state, readRecordOf(state, from + i).processId)).filter(
    (view) => view !== undefined,
  );
}

/** A vote in a process's log. */
export interface LoggedVote {
  readonly index: number;
  readonly entry: LogEntry;
  /** As sent; null if the vote was included without it. */
  readonly votePackage: Uint8Array | null;
  /** Whether it counts for its voter, as of now. */
  readonly counts: boolean;
}

/** The vote at a place in the log, or undefined. */
export function loggedVote(
  state: LedgerState,
  process: LedgerProcess,
  index: number,
): LoggedVote | undefined {
  const { record } = process;
  if (!Number.isSafeInteger(index) || index < 0 || index >= record.logSize) return undefined;
  const entry = readEntry(state, record, index)!;
  const counts = countingIndex(state, record, entry.voterId) === index;
  return { index, entry, votePackage: readPackage(state, record, index)?.slice() ?? null, counts };
}

/** The vote that counts for a voter, or undefined. */
export function voteOf(state: LedgerState, process: LedgerProcess, voterId: Hex): LoggedVote | undefined {
  const index = countingIndex(state, process.record, voterId);
  return index === undefined ? undefined : loggedVote(state, process, index);
}
