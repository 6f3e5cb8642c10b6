/** When a process takes votes. Time is measured in heights. */
import { Status } from "../process/index.js";
import { decodeCbor, encodeCbor } from "./cbor.js";
import type { Context } from "./context.js";
import type { CheckedGenesis } from "./genesis.js";
import { readCeremony } from "./key-ceremony.js";
import type { LedgerProcess, ProcessRecord } from "./process-record.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

const DIGITS = 13; // a safe integer
const dueKey = (height: number) => `due/${keyNumber(height, DIGITS)}`;

/** The processes that may change at the beginning of a block, by number, ascending. */
export function dueAt(reader: Reader, height: number): readonly number[] {
  const bytes = reader.get(dueKey(height));
  return bytes ? (decodeCbor(bytes, "what is due") as readonly number[]) : [];
}

/** Schedules a check of a process at the beginning of the block at `height`. */
export function wakeAt(draft: Draft, height: number, number: number): void {
  const due = new Set([...dueAt(draft, height), number]);
  draft.put(dueKey(height), encodeCbor([...due].sort((a, b) => a - b)));
}

export const forgetDue = (draft: Draft, height: number): void => {
  if (draft.get(dueKey(height))) draft.remove(dueKey(height));
};

/**
 * The height from which votes are taken, as far as it is known: the largest of the start block (with AUTO_START), the declaration and the start
 * delay, the block that made it READY, the block after that of the key, and the end of the registration window.
 * @returns undefined while it is not READY, or if ballots must be sealed and there is no key
 */
export function startHeight(
  { parameters }: CheckedGenesis,
  { record, declaration: { params } }: LedgerProcess,
): number | undefined {
  if (record.status !== Status.READY || record.endedAt > 0) return undefined;
  if (params.envelopeType.encryptedVotes && record.keyAt === 0) return undefined;
  return Math.max(
    params.mode.autoStart ? params.startBlock : 0,
    record.declaredAt + parameters.startDelay,
    record.readyAt,
    params.envelopeType.encryptedVotes ? record.keyAt + 1 : 0,
    params.mode.preRegister ? record.declaredAt + parameters.registrationWindow : 0,
  );
}

/** The first height at which votes are no longer taken; undefined for a process that has not started, or has no fixed end. */
export function endHeight({ record, declaration: { params } }: LedgerProcess): number | undefined {
  if (record.startedAt === 0 || params.blockCount === 0) return undefined;
  return record.startedAt + params.blockCount;
}

/** Starts a process whose start height is reached, or schedules a check at that height. Call it after each change of what the start depends on. */
export function settleStart({ genesis, height, draft }: Context, process: LedgerProcess): ProcessRecord {
  const { record, declaration } = process;
  if (record.startedAt > 0) return record;
  const start = startHeight(genesis, process);
  if (start === undefined) return record;
  if (start > height) {
    wakeAt(draft, start, record.number);
    return record;
  }
  const started = { ...record, startedAt: height };
  const end = endHeight({ record: started, declaration });
  if (end !== undefined) wakeAt(draft, end, record.number);
  return started;
}

/** The heights above one at which a process may change by itself: its start, its end, the end of a window of its ceremony. */
export function comingHeights(
  { genesis, ceremonies }: Pick<Context, "genesis" | "ceremonies">,
  reader: Reader,
  process: LedgerProcess,
  above: number,
): number[] {
  const { record } = process;
  if (record.endedAt > 0) return [];
  const start = record.startedAt === 0 ? startHeight(genesis, process) : undefined;
  const known = { genesis, ceremonies };
  const deadline = record.keyAt === 0 ? readCeremony(known, reader, record)?.deadline : undefined;
  return [start, endHeight(process), deadline].filter((at) => at !== undefined && at > above) as number[];
}

/** Schedules the checks of a process, for a restored state. */
export function schedule(context: Context, process: LedgerProcess): void {
  const { height, draft } = context;
  for (const at of comingHeights(context, draft, process, height)) wakeAt(draft, at, process.record.number);
}

/** Ends a process after its last block. */
export function settleEnd({ height }: Context, process: LedgerProcess): ProcessRecord {
  const { record } = process;
  const end = endHeight(process);
  return record.endedAt === 0 && end !== undefined && height >= end ? { ...record, endedAt: height } : record;
}

export type Phase = "waiting" | "open" | "paused" | "ended" | "canceled" | "counted";

/** The phase of a process. */
export function phaseOf({ status, startedAt, endedAt, counted }: ProcessRecord): Phase {
  if (status === Status.CANCELED) return "canceled";
  if (counted) return "counted";
  if (endedAt > 0) return "ended";
  if (startedAt === 0) return "waiting";
  return status === Status.PAUSED ? "paused" : "open";
}

/** Whether a PRE_REGISTER process takes registrations: until its votes are taken, or it is over. */
export const isRegistering = (record: ProcessRecord): boolean => phaseOf(record) === "waiting";
