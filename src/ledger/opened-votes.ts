/** The votes of a process's log in order, with the ballots that count opened: what anyone needs to count again. */
import { clearBallot } from "./ballots.js";
import type { LedgerState } from "./context.js";
import { openerOf, unsealed } from "./count.js";
import { hasSealedVotes } from "./finish.js";
import { readCeremony } from "./key-ceremony.js";
import { countingIndex, type LogEntry, readEntry, readPackage } from "./log.js";
import type { LedgerProcess } from "./process-record.js";

export interface OpenedVote {
  readonly index: number;
  /** From 0; 0 unless the process is SERIAL. */
  readonly question: number;
  readonly entry: LogEntry;
  /** It is its voter's last one, of a process that was counted. */
  readonly counts: boolean;
  /** The values of the ballot; null if the vote does not count, or has no ballot that opens. They may break the process's rules. */
  readonly ballot: readonly number[] | null;
}

/** The votes of a process, in the log's order. The reader gets what the log has at the time; ballots are opened only after the count. */
export function* openedVotes(state: LedgerState, process: LedgerProcess): Iterable<OpenedVote> {
  const { record, declaration } = process;
  const { envelopeType, questionCount } = declaration.params;
  const { serial, encryptedVotes, anonymous } = envelopeType;
  const ceremony = hasSealedVotes(process) ? readCeremony(state, state, record) : undefined;
  const openers = record.counted
    ? Array.from({ length: serial ? questionCount : 1 }, (_, i) => openerOf(process, i, ceremony))
    : [];
  const open = (index: number, question: number, entry: LogEntry) => {
    const sent = readPackage(state, record, index);
    return encryptedVotes ? unsealed(entry, sent, openers[question]!, anonymous) : clearBallot(sent);
  };
  let question = 0;
  for (let index = 0; index < record.logSize; index++) {
    while (index >= (record.questionStarts[question + 1] ?? Number.POSITIVE_INFINITY)) question++;
    const entry = readEntry(state, record, index)!;
    const counts = record.counted !== null && countingIndex(state, record, entry.voterId) === index;
    const ballot = counts ? open(index, question, entry) : null;
    yield { index, question, entry, counts, ballot: ballot?.votes ?? null };
  }
}
