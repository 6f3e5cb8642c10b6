/**
 * Which events of a declared process become attestations, and with which numbers. An event that the voting chain refuses gets no number, so
 * the numbers of later events depend on it: the rules are those of the ledger, and what was decided before is read from its record. So the
 * numbers follow from the events and the state alone, before and after a restart.
 */
import { nextQuestion, PsephosError, Status, statusVerdict } from "psephos";
import {
  type Attested,
  checkCensusChange,
  checkRollupOpening,
  type IncludedVote,
  type LedgerProcess,
} from "psephos/ledger";
import { comesBefore, type Found, type FoundEvent, type Place } from "./found.js";

/** Votes that were included, and the first block in which nothing can be added to them. */
export interface EndedInclusion extends Place {
  readonly kind: "inclusion-ended";
  /** The votes by attestation: an attestation has a largest size. */
  readonly parts: readonly (readonly IncludedVote[])[];
}

type Event = FoundEvent | EndedInclusion;
type Of<Kind extends Found["kind"]> = Extract<FoundEvent, { kind: Kind }>;

/** An attestation to make, and the status, question and census root of the process after it. */
export interface Step extends Place {
  readonly statement: Attested;
  readonly status: Status;
  readonly question: number;
  readonly root: string;
}

export interface Plan {
  /** The first one has the number 1: the declaration has 0. */
  readonly steps: readonly Step[];
  /** Whether the voting chain took the opening of the rollup, or will. */
  readonly rollup: boolean;
}

/** Whether the ledger takes something, by its own check. */
function isTaken(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof PsephosError) return false;
    throw error;
  }
}

class Planner {
  readonly #process: LedgerProcess;
  readonly #quorum: number;
  readonly steps: Step[] = [];
  #status: Status;
  #question = 0;
  #root: string;
  rollup = false;

  constructor(process: LedgerProcess, quorum: number) {
    this.#process = process;
    this.#quorum = quorum;
    const { mode, censusRoot } = process.declaration.params;
    this.#status = mode.autoStart ? Status.READY : Status.PAUSED;
    this.#root = censusRoot;
  }

  take(event: Event): void {
    if (this.#status === Status.CANCELED) return;
    switch (event.kind) {
      case "created":
        break;
      case "status":
        this.#takeStatus(event);
        break;
      case "question":
        this.#takeQuestion(event);
        break;
      case "census":
        this.#takeCensus(event);
        break;
      case "rollup-opened":
        this.#takeRollup(event);
        break;
      case "inclusion-ended":
        this.#takeInclusion(event);
    }
  }

  #add({ block, hash, log }: Place, statement: Attested): void {
    const after = { status: this.#status, question: this.#question, root: this.#root };
    this.steps.push({ block, hash, log, statement, ...after });
  }

  #takeStatus(event: Of<"status">): void {
    const { mode, envelopeType, questionCount, startBlock, blockCount } = this.#process.declaration.params;
    const to = event.status as Status;
    // The contract reports the end after the last question as a change of status, which an uninterruptible process does not allow.
    const isLast = envelopeType.serial && this.#question === questionCount - 1;
    if (to === Status.ENDED && this.#status === Status.READY && isLast) {
      this.#takeQuestion(event);
      return;
    }
    const verdict = statusVerdict({ mode, from: this.#status, to, startBlock, blockCount, by: "entity" });
    if (verdict !== "ok") return;
    this.#status = to;
    this.#add(event, { kind: "status", status: to });
  }

  #takeQuestion(event: Place): void {
    const { envelopeType, questionCount } = this.#process.declaration.params;
    const next = nextQuestion({
      envelopeType,
      questionCount,
      status: this.#status,
      questionIndex: this.#question,
    });
    if (next.verdict !== "ok") return;
    this.#status = next.status;
    this.#question = next.questionIndex;
    this.#add(event, { kind: "question" });
  }

  #takeCensus(event: Of<"census">): void {
    const { params } = this.#process.declaration;
    const now = { status: this.#status, root: this.#root };
    if (!isTaken(() => checkCensusChange(params, now, event))) return;
    this.#root = event.root;
    this.#add(event, { kind: "census", root: event.root, uri: event.uri });
  }

  #takeRollup(event: Of<"rollup-opened">): void {
    const { record } = this.#process;
    const isDecided = this.steps.length + 1 < record.sequence;
    const isOpen = isDecided
      ? record.rollup !== "none"
      : isTaken(() => checkRollupOpening(this.#process, event.oracles, this.#quorum));
    if (!isOpen) return;
    this.rollup = true;
    this.#add(event, { kind: "rollup-opened", oracles: event.oracles });
  }

  #takeInclusion(event: EndedInclusion): void {
    if (!this.rollup) return;
    for (const votes of event.parts) this.#add(event, { kind: "included", votes });
    this.#add(event, { kind: "inclusion-ended" });
  }
}

/**
 * @param events of the contracts, confirmed
 * @param quorum of the voting chain's oracles
 */
export function planOf(process: LedgerProcess, events: readonly Event[], quorum: number): Plan {
  const planner = new Planner(process, quorum);
  for (const event of [...events].sort(comesBefore)) planner.take(event);
  return planner;
}
