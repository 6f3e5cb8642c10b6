/** What the keykeeper shows to its operator: each ceremony, who has done what, and who is missing by when. */
import {
  type KeyCeremony,
  type LedgerState,
  mayReveal,
  type ProcessView,
  processCount,
  processViews,
  readCeremony,
} from "psephos/ledger";
import type { Hex } from "viem";

/**
 * `sealed`: the key is there, and ballots are sealed for it. `reveal`: the process has ended, and keys are awaited. `inclusion`: it has ended, and votes may
 * still be included on the EVM.
 */
export type StatusPhase =
  | "deal"
  | "complain"
  | "confirm"
  | "sealed"
  | "inclusion"
  | "reveal"
  | "counted"
  | "canceled"
  | "failed";

export interface KeykeeperState {
  /** From 1. */
  readonly place: number;
  readonly address: Hex;
  readonly dealt: boolean;
  /** A true complaint removed its deal. */
  readonly removed: boolean;
  /** Null in a layered ceremony, which has no confirmations. */
  readonly confirmed: boolean | null;
  readonly revealed: boolean;
}

export interface CeremonyStatus {
  readonly processId: Hex;
  readonly round: number;
  readonly kind: KeyCeremony["kind"];
  readonly phase: StatusPhase;
  /** The height at which the phase's window ends; null if it has no fixed end. */
  readonly deadline: number | null;
  /** How many keykeepers have to do what the phase is about. */
  readonly needed: number;
  readonly keykeepers: readonly KeykeeperState[];
  /** Who has not done yet what the phase is about. */
  readonly missing: readonly Hex[];
}

function stateOf(state: KeyCeremony, address: Hex, i: number): KeykeeperState {
  const place = i + 1;
  if (state.kind === "layered") {
    const [dealt, revealed] = [state.publicKeys[i] != null, state.secretKeys[i] != null];
    return { place, address, dealt, removed: false, confirmed: null, revealed };
  }
  const { deals, removed, confirmed } = state.ceremony;
  return {
    place,
    address,
    dealt: removed.includes(place) || deals.some(({ dealer }) => dealer === place),
    removed: removed.includes(place),
    confirmed: confirmed.includes(place),
    revealed: state.shares.some((share) => share.place === place),
  };
}

function phaseOf(view: ProcessView, state: KeyCeremony): StatusPhase {
  const { record, phase } = view;
  if (phase === "canceled") return "canceled";
  if (record.withoutKey) return "failed";
  if (phase === "counted") return "counted";
  const own = state.kind === "layered" ? state.phase : state.ceremony.phase;
  if (own !== "done") return record.endedAt > 0 ? "failed" : own;
  if (record.endedAt === 0) return "sealed";
  return mayReveal(view) ? "reveal" : "inclusion";
}

/** How many have to act in a phase, and who has. */
function duty(phase: StatusPhase, state: KeyCeremony): [number, (one: KeykeeperState) => boolean] {
  const { length } = state.keykeepers.addresses;
  const threshold = state.kind === "threshold" ? state.keykeepers.threshold : length;
  if (phase === "deal") return [threshold, ({ dealt }) => dealt];
  if (phase === "confirm")
    return [
      state.kind === "threshold" ? state.keykeepers.confirmations : 0,
      ({ confirmed }) => confirmed === true,
    ];
  if (phase === "reveal") return [threshold, ({ revealed }) => revealed];
  return [0, () => true];
}

const HAS_WINDOW: readonly StatusPhase[] = ["deal", "complain", "confirm"];

export function ceremonyStatus(view: ProcessView, state: KeyCeremony): CeremonyStatus {
  const phase = phaseOf(view, state);
  const keykeepers = state.keykeepers.addresses.map((address, i) => stateOf(state, address, i));
  const [needed, done] = duty(phase, state);
  return {
    processId: view.record.processId,
    round: state.round,
    kind: state.kind,
    phase,
    deadline: HAS_WINDOW.includes(phase) ? state.deadline : null,
    needed,
    keykeepers,
    missing: keykeepers.filter((one) => !done(one)).map(({ address }) => address),
  };
}

/** The ceremonies of a chain's processes: to read one costs as much as to check its deals, so each is read again only when it has changed. */
export class CeremonyStatuses {
  /** By process: what its status depends on, and the status. */
  readonly #known = new Map<Hex, { readonly key: string; readonly status: CeremonyStatus }>();
  /** The processes, by number, that need no look: their ballots are not sealed, or they were over before the first call. */
  readonly #skipped = new Set<number>();

  /** Those that are not over, and those that have ended since the first call; in the order of the processes' creation. */
  of(state: LedgerState): CeremonyStatus[] {
    const numbers = Array.from({ length: processCount(state) }, (_, number) => number);
    return numbers
      .filter((number) => !this.#skipped.has(number))
      .flatMap((number) => this.#look(state, number));
  }

  #look(state: LedgerState, number: number): CeremonyStatus[] {
    return processViews(state, number, 1).flatMap((view) => {
      const { processId, ceremony, rollup, endedAt } = view.record;
      const known = this.#known.get(processId);
      const key = [ceremony, view.phase, rollup, endedAt].join();
      if (known?.key === key) return [known.status];
      const isOver = !known && (view.phase === "counted" || view.phase === "canceled");
      if (isOver || !view.declaration.params.envelopeType.encryptedVotes) {
        this.#skipped.add(number);
        return [];
      }
      const read = readCeremony(state, state, view.record);
      if (!read) return [];
      const status = ceremonyStatus(view, read);
      this.#known.set(processId, { key, status });
      return [status];
    });
  }
}
