/** A reference model of the keykeepers' ceremony, from docs/sealed-ballots.md: who did what, by place; no keys and no bytes. */

export interface ModelKeykeepers {
  readonly kind: "threshold" | "layered";
  readonly count: number;
  /** Shares that open the ballots, and confirmations that make a key valid; of t among n alone. */
  readonly threshold: number;
  readonly confirmations: number;
}

export interface ModelWindows {
  readonly dealWindow: number;
  readonly complainWindow: number;
  readonly confirmWindow: number;
}

type CeremonyPhase = "deal" | "complain" | "confirm" | "done" | "failed";

const MOST_ROUNDS = 3;

export class ModelCeremony {
  readonly keykeepers: ModelKeykeepers;
  readonly #windows: ModelWindows;
  round = 0;
  phase: CeremonyPhase = "deal";
  deadline: number;
  /** The height of the key; 0 before. */
  keyAt = 0;
  /** Dealers that were not removed, and the keykeepers to whom each dealt a wrong share. */
  readonly dealt = new Map<number, readonly number[]>();
  readonly confirmed = new Set<number>();
  readonly revealed = new Set<number>();

  constructor(keykeepers: ModelKeykeepers, windows: ModelWindows, height: number) {
    this.keykeepers = keykeepers;
    this.#windows = windows;
    this.deadline = height + windows.dealWindow;
  }

  /** The keys that ballots are sealed for. */
  get indexes(): number[] {
    const { kind, count } = this.keykeepers;
    return kind === "threshold" ? [this.round] : Array.from({ length: count }, (_, i) => i);
  }

  /** Whether ballots can be sealed: the keys are known, also where they may still fail. */
  get sealable(): boolean {
    const { kind, count } = this.keykeepers;
    return kind === "layered" ? this.dealt.size === count : this.phase === "confirm" || this.phase === "done";
  }

  /** A block begins. @returns false if the last round failed */
  begin(height: number): boolean {
    if (this.keyAt > 0 || height !== this.deadline) return true;
    this.phase = this.#next();
    if (this.phase === "done") this.keyAt = height;
    if (this.phase === "complain") this.deadline = height + this.#windows.complainWindow;
    if (this.phase === "confirm") this.deadline = height + this.#windows.confirmWindow;
    if (this.phase !== "failed") return true;
    if (this.round + 1 === MOST_ROUNDS) return false;
    this.round++;
    this.phase = "deal";
    this.deadline = height + this.#windows.dealWindow;
    for (const places of [this.dealt, this.confirmed]) places.clear();
    return true;
  }

  #next(): CeremonyPhase {
    const { kind, count, threshold, confirmations } = this.keykeepers;
    if (kind === "layered") return this.dealt.size === count ? "done" : "failed";
    if (this.phase === "confirm") return this.confirmed.size >= confirmations ? "done" : "failed";
    if (this.dealt.size < threshold) return "failed";
    return this.phase === "deal" ? "complain" : "confirm";
  }

  deal(place: number, wrongTo: readonly number[]): string {
    if (this.phase !== "deal") return "seal/window";
    if (this.dealt.has(place)) return "seal/dealt-twice";
    this.dealt.set(place, wrongTo);
    return "accepted";
  }

  complain(place: number, dealer: number): string {
    if (this.phase !== "complain") return "seal/window";
    if (!this.dealt.has(dealer)) return "seal/no-deal";
    if (!this.dealt.get(dealer)!.includes(place)) return "seal/complaint";
    this.dealt.delete(dealer);
    return "accepted";
  }

  confirm(place: number): string {
    if (this.phase !== "confirm") return "seal/window";
    if (this.confirmed.has(place)) return "seal/confirmed-twice";
    this.confirmed.add(place);
    return "accepted";
  }

  /** Whether a keykeeper has what it must reveal: in a threshold ceremony a right share from each dealer. */
  holds(place: number): boolean {
    return [...this.dealt.values()].every((wrongTo) => !wrongTo.includes(place));
  }

  reveal(place: number): string {
    if (this.revealed.has(place)) return "ledger/revealed";
    if (!this.holds(place)) return "seal/share";
    this.revealed.add(place);
    return "accepted";
  }

  /** Whether the ballots can be opened. */
  get open(): boolean {
    const { kind, count, threshold } = this.keykeepers;
    return this.revealed.size >= (kind === "layered" ? count : threshold);
  }
}
