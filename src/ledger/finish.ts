/** The end of a process: after all votes are accepted and the keys are revealed, every node counts. */
import { Status } from "../process/index.js";
import type { Context } from "./context.js";
import { count } from "./count.js";
import { type KeyCeremony, readCeremony } from "./key-ceremony.js";
import { type LedgerProcess, putRecord } from "./process-record.js";

/** Whether enough was revealed to open the ballots. */
function isKeyOut(state: KeyCeremony): boolean {
  return state.kind === "layered"
    ? state.secretKeys.every((key) => key !== null)
    : state.shares.length >= state.keykeepers.threshold;
}

/** Whether votes are opened with the ceremony's key. Without a key no vote is opened: then votes that were included on the EVM count as invalid. */
export const hasSealedVotes = ({ record, declaration }: LedgerProcess): boolean =>
  declaration.params.envelopeType.encryptedVotes && record.logSize > 0 && record.keyAt > 0;

/** Counts the votes of a process that has ended, as soon as inclusions are closed and the keys of sealed ballots are revealed. */
export function tryFinish(context: Context, process: LedgerProcess): void {
  const { record } = process;
  if (record.endedAt === 0 || record.counted || record.status === Status.CANCELED || record.rollup === "open")
    return;
  if (context.trial && record.logSize > 0) return;
  const state = hasSealedVotes(process) ? readCeremony(context, context.draft, record)! : undefined;
  if (state && !isKeyOut(state)) return;
  putRecord(context.draft, { ...record, counted: count(context.draft, process, state) });
}
