/**
 * The statuses of a process, and who may change them.
 *
 *     from \ to   READY    ENDED           CANCELED        PAUSED          RESULTS
 *     READY       –        interruptible   interruptible   interruptible   results contract, once time is up
 *     PAUSED      always   interruptible   interruptible   –               –
 *     ENDED       –        –               –               –               results contract
 *     CANCELED    –        –               –               –               –
 *     RESULTS     –        –               –               –               –
 *
 * "always" and "interruptible" are changes by the entity. Each rule has the name of the contract's custom
 * error, and they are tried in the contract's order (`test/vectors/process-status.json`).
 */
import { type CensusOrigin, isTreeOrigin } from "./census-origin.js";
import type { EnvelopeType, Mode } from "./flags.js";

/** The statuses as the contract numbers them. */
export const Status = {
  /** Votes are accepted from `startBlock` on. */
  READY: 0,
  /** No more votes; the results are being computed. */
  ENDED: 1,
  /** No more votes and no results, ever. */
  CANCELED: 2,
  /** No votes for now. */
  PAUSED: 3,
  /** The results are published. */
  RESULTS: 4,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

/** The rules for a process that exists, and the message of each. */
export const MOVE_RULES = {
  NotEntity: "only the entity of a process may do this",
  NotResults: "only the results contract can set the status RESULTS",
  UnknownStatus: "unknown status",
  StatusReserved: "only the results contract can set RESULTS",
  ProcessFinal: "the process is over",
  ProcessPaused: "a paused process gets no results: end it first",
  ProcessNotEnded: "the process has not ended",
  StatusUnchanged: "the process already has this status",
  NotInterruptible: "the process was declared as not interruptible",
  NotSerial: "only a serial process opens its questions one by one",
  NotReady: "the process is not READY",
  NotDynamic: "the process was declared with a fixed census",
  CensusRootMissing: "a census has a root",
  CensusUriMissing: "a census tree needs the URI where it is published",
} as const;

/** A rule for a process that exists: the name of the contract's custom error. */
export type MoveRule = keyof typeof MOVE_RULES;

/** Whether `value` is one of the statuses. */
export function isStatus(value: unknown): value is Status {
  return (Object.values(Status) as unknown[]).includes(value);
}

const isOpen = (status: Status) => status === Status.READY || status === Status.PAUSED;

/**
 * The first voting-chain block at which votes are no longer accepted; undefined for a process that only its
 * entity ends.
 */
export function endBlock(process: { startBlock: number; blockCount: number }): number | undefined {
  return process.blockCount === 0 ? undefined : process.startBlock + process.blockCount;
}

/**
 * Whether votes are accepted at a height of the voting chain. A process that starts by itself waits for its
 * start block; one that is started by hand is open as soon as it is READY.
 */
export function acceptsVotes(
  process: { mode: Pick<Mode, "autoStart">; status: Status; startBlock: number; blockCount: number },
  height: number,
): boolean {
  const started = !process.mode.autoStart || height >= process.startBlock;
  return (
    process.status === Status.READY && started && height < (endBlock(process) ?? Number.POSITIVE_INFINITY)
  );
}

/** A requested status. */
export interface StatusChange {
  mode: Pick<Mode, "interruptible">;
  from: Status;
  to: number;
  startBlock: number;
  blockCount: number;
  by: "entity" | "results" | "stranger";
  /** The voting chain's height that was given to the results contract (uint64); used only if the status is READY. */
  height?: bigint;
}

/** `ok`, or the first rule that this change of status breaks. */
export function statusVerdict(change: StatusChange): "ok" | MoveRule {
  if (change.by === "entity") return moveVerdict(change);
  if (change.to !== Status.RESULTS) return "NotEntity";
  return change.by === "results" ? settleVerdict(change) : "NotResults";
}

function moveVerdict({ mode, from, to }: StatusChange): "ok" | MoveRule {
  if (!isStatus(to)) return "UnknownStatus";
  if (to === Status.RESULTS) return "StatusReserved";
  if (!isOpen(from)) return "ProcessFinal";
  if (to === from) return "StatusUnchanged";
  const resuming = from === Status.PAUSED && to === Status.READY;
  return resuming || mode.interruptible ? "ok" : "NotInterruptible";
}

function settleVerdict(change: StatusChange): "ok" | MoveRule {
  const { from, height = 0n } = change;
  if (from === Status.CANCELED || from === Status.RESULTS) return "ProcessFinal";
  if (from === Status.PAUSED) return "ProcessPaused";
  const end = endBlock(change);
  return from === Status.ENDED || (end !== undefined && height >= BigInt(end)) ? "ok" : "ProcessNotEnded";
}

/** The open question and the status of a serial process. */
export interface SerialState {
  envelopeType: Pick<EnvelopeType, "serial">;
  status: Status;
  /** The open question, from 0. */
  questionIndex: number;
  questionCount: number;
}

/**
 * The entity opens the next question.
 * @returns the new question and status (ENDED after the last question), or the first rule broken
 */
export function nextQuestion(
  process: SerialState,
): { verdict: "ok"; questionIndex: number; status: Status } | { verdict: MoveRule } {
  const { envelopeType, status, questionIndex, questionCount } = process;
  if (!envelopeType.serial) return { verdict: "NotSerial" };
  if (status !== Status.READY) return { verdict: "NotReady" };
  if (questionIndex + 1 >= questionCount) return { verdict: "ok", questionIndex, status: Status.ENDED };
  return { verdict: "ok", questionIndex: questionIndex + 1, status };
}

/** A census to replace the present one, and the process that it is for. */
export interface CensusChange {
  mode: Pick<Mode, "dynamicCensus">;
  status: Status;
  censusOrigin: CensusOrigin;
  censusRoot: string;
  censusUri: string;
}

/** `ok`, or the first rule that the entity would break by replacing the census. */
export function censusVerdict(change: CensusChange): "ok" | MoveRule {
  if (!change.mode.dynamicCensus) return "NotDynamic";
  if (!isOpen(change.status)) return "ProcessFinal";
  if (change.censusRoot === "") return "CensusRootMissing";
  return isTreeOrigin(change.censusOrigin) && change.censusUri === "" ? "CensusUriMissing" : "ok";
}
