/**
 * A reference model of the voting chain's rules for votes by name, anonymous votes, registrations, sealed ballots and votes that the EVM included, from
 * docs/voting-chain.md: plain maps, and everything counted anew each time. It shares no code with the state machine, and knows no bytes: proofs and
 * signatures are "valid" or not, packages open or do not.
 */
import { ModelCeremony, type ModelKeykeepers, type ModelWindows } from "./ceremony.js";

export interface ModelProcess {
  readonly anonymous: boolean;
  readonly autoStart: boolean;
  readonly interruptible: boolean;
  readonly dynamicCensus: boolean;
  readonly serial: boolean;
  readonly preRegister: boolean;
  readonly startBlock: number;
  readonly blockCount: number;
  readonly overwrites: number;
  readonly questions: number;
  /** Who can open its ballots; null where they are in the clear. */
  readonly sealed: ModelKeykeepers | null;
}

export type StatusName = "READY" | "ENDED" | "CANCELED" | "PAUSED" | "RESULTS";

export interface ModelVote {
  /** The question that it was made for. */
  readonly question: number;
  /** Where voters register: whether the voter was registered when it was made, and how many registrations there were. */
  readonly registered: boolean;
  readonly registrations: number;
  readonly voter: string;
  readonly weight: bigint;
  readonly nonce: number;
  readonly choice: number;
  readonly census: string | null;
  /** The keys that its envelope names. */
  readonly keys: readonly number[];
  /** Whether its package has another length than sealed ballots of the process. */
  readonly wrongLength: boolean;
  /** Whether its package is its voter's ballot, for those who have the keys. */
  readonly opens: boolean;
  /** What one vote has and no other: two with the same are the same statement. */
  readonly statement: string;
}

export interface ModelRegistration {
  readonly voter: string;
  readonly nonce: number;
  readonly commitment: string;
}

/** A vote that the EVM included. */
export interface ModelIncluded extends Pick<ModelVote, "voter" | "weight" | "nonce" | "choice"> {
  /** Whether there is a package, and it is the ballot that was proved. */
  readonly opens: boolean;
  /** Whether the package was sealed for the process's keys. */
  readonly sealed: boolean;
}

export interface ModelCeremonyMessage {
  readonly act: "deal" | "complain" | "confirm" | "reveal";
  readonly round: number;
  readonly place: number;
  /** Of a deal: to whom its shares are wrong. */
  readonly wrongTo: readonly number[];
  /** Of a complaint. */
  readonly dealer: number;
}

/** A vote in the log. */
type Logged = Pick<ModelVote, "question" | "voter" | "weight" | "nonce" | "choice" | "opens" | "statement">;

interface Parameters extends ModelWindows {
  readonly startDelay: number;
  readonly registrationWindow: number;
  readonly rootGrace: number;
}

const MOST_VALUE = 3;

export class Model {
  /** How many registrations were accepted. */
  registrations = 0;
  height: number;
  status: StatusName;
  question = 0;
  started = 0;
  ended = 0;
  finals = 1; // the declaration
  rollup: "none" | "open" | "ended" = "none";
  readonly ceremony: ModelCeremony | null;
  readonly #declared: number;
  #ready: number;
  readonly #it: ModelProcess;
  readonly #parameters: Parameters;
  /** Who may vote or register: by census. */
  readonly #members: Readonly<Record<string, readonly string[]>>;
  #census = "first";
  /** Census roots that were replaced, and when. */
  readonly #replaced = new Map<string, number>();
  readonly #log: Logged[] = [];
  readonly #registered = new Map<string, ModelRegistration>();

  constructor(
    it: ModelProcess,
    parameters: Parameters,
    members: Readonly<Record<string, readonly string[]>>,
    height: number,
  ) {
    this.#it = it;
    this.#parameters = parameters;
    this.#members = members;
    this.height = height;
    this.#declared = height;
    this.status = it.autoStart ? "READY" : "PAUSED";
    this.#ready = it.autoStart ? height : 0;
    this.ceremony = it.sealed && new ModelCeremony(it.sealed, parameters, height);
  }

  /** The next block begins. */
  begin(): void {
    this.height++;
    if (this.ended === 0 && this.ceremony?.begin(this.height) === false) this.ended = this.height;
    this.#startIfDue();
    const last = this.started + this.#it.blockCount;
    if (this.started > 0 && this.#it.blockCount > 0 && this.ended === 0 && this.height >= last)
      this.ended = this.height;
  }

  #startIfDue(): void {
    const { autoStart, startBlock, preRegister } = this.#it;
    if (this.status !== "READY" || this.started > 0 || this.ended > 0) return;
    const bounds = [this.#declared + this.#parameters.startDelay, this.#ready];
    if (autoStart) bounds.push(startBlock);
    if (this.ceremony) {
      if (this.ceremony.keyAt === 0) return;
      bounds.push(this.ceremony.keyAt + 1);
    }
    if (preRegister) bounds.push(this.#declared + this.#parameters.registrationWindow);
    if (bounds.every((bound) => this.height >= bound)) this.started = this.height;
  }

  #whyClosed(): string | null {
    if (this.status === "CANCELED") return "ledger/canceled";
    if (this.ended > 0) return "ledger/ended";
    if (this.started === 0) return "ledger/not-started";
    return this.status === "PAUSED" ? "ledger/paused" : null;
  }

  #isTaken(census: string): boolean {
    if (census === this.#census) return true;
    const replaced = this.#replaced.get(census);
    return replaced !== undefined && this.height < replaced + this.#parameters.rootGrace;
  }

  /** Why a package is not of the process's form. */
  #whyMisfit({ keys, wrongLength }: ModelVote): string | null {
    const wanted = this.ceremony?.indexes ?? [];
    if (keys.join() !== wanted.join()) return this.ceremony ? "ledger/key-indexes" : "ledger/sealed-ballot";
    return this.ceremony && wrongLength ? "ledger/sealed-length" : null;
  }

  vote(vote: ModelVote): string {
    const { dynamicCensus, preRegister, anonymous, overwrites } = this.#it;
    const closed = this.#whyClosed();
    if (closed) return closed;
    const names = dynamicCensus && !preRegister;
    if (names !== (vote.census !== null)) return "ledger/census-root";
    if (vote.census !== null && !this.#isTaken(vote.census)) return "ledger/stale-root";
    const misfit = this.#whyMisfit(vote);
    if (misfit) return misfit;
    if (vote.nonce > overwrites) return "ledger/overwrites";
    // A nullifier names its question, and a voter by name is asked about the open one.
    const before = this.#counting(anonymous ? vote.question : this.question).get(vote.voter);
    if (before?.statement === vote.statement) return "repeated";
    if (before && vote.nonce <= before.nonce) return "ledger/superseded";
    if (vote.question !== this.question) return anonymous ? "ledger/proof-refused" : "ledger/signature";
    // A proof is for the census as it was when the vote was made.
    const member = preRegister
      ? vote.registered && vote.registrations === this.registrations
      : this.#members[vote.census ?? this.#census]!.includes(vote.voter);
    if (!member) return anonymous ? "ledger/proof-refused" : "ledger/not-eligible";
    this.#log.push({ ...vote, question: this.question });
    return "accepted";
  }

  /** Whether a voter registered a commitment of its own, and not another's. */
  isRegistered(voter: string): boolean {
    return this.#registered.get(voter)?.commitment === voter;
  }

  register(it: ModelRegistration): string {
    if (!this.#it.preRegister) return "ledger/no-registration";
    if (this.started > 0 || this.ended > 0) return "ledger/registration-over";
    const before = this.#registered.get(it.voter);
    if (before && before.nonce === it.nonce && before.commitment === it.commitment) return "repeated";
    if (before && it.nonce <= before.nonce) return "ledger/registered";
    if (!this.#members[this.#census]!.includes(it.voter)) return "ledger/not-eligible";
    this.#registered.set(it.voter, it);
    this.registrations++;
    return "accepted";
  }

  move(to: StatusName): string {
    const from = this.status;
    if (from === "CANCELED") return "ledger/canceled";
    const open = from === "READY" || from === "PAUSED";
    const allowed =
      open &&
      to !== from &&
      to !== "RESULTS" &&
      (this.#it.interruptible || (from === "PAUSED" && to === "READY"));
    if (!allowed) return "ledger/move";
    this.status = to;
    this.finals++;
    if (to === "READY") {
      this.#ready = this.height;
      this.#startIfDue();
    }
    if ((to === "ENDED" || to === "CANCELED") && this.ended === 0) this.ended = this.height;
    return "final";
  }

  nextQuestion(): string {
    if (this.status === "CANCELED") return "ledger/canceled";
    if (!this.#it.serial || this.status !== "READY") return "ledger/move";
    this.finals++;
    if (this.question + 1 < this.#it.questions) this.question++;
    else {
      this.status = "ENDED";
      if (this.ended === 0) this.ended = this.height;
    }
    return "final";
  }

  changeCensus(to: string): string {
    if (this.status === "CANCELED") return "ledger/canceled";
    if (!this.#it.dynamicCensus || (this.status !== "READY" && this.status !== "PAUSED"))
      return "ledger/move";
    if (to !== this.#census) {
      this.#replaced.set(this.#census, this.height);
      this.#census = to;
    }
    this.finals++;
    return "final";
  }

  openRollup(oracles: number, quorum: number): string {
    if (this.status === "CANCELED") return "ledger/canceled";
    const { anonymous, serial, dynamicCensus, preRegister, sealed } = this.#it;
    const may = this.rollup === "none" && this.started === 0 && this.ended === 0;
    const fits = anonymous && !serial && !dynamicCensus && !preRegister;
    if (!may || !fits || (sealed && oracles < quorum)) return "ledger/rollup";
    this.rollup = "open";
    this.finals++;
    return "final";
  }

  include(votes: readonly ModelIncluded[]): string {
    if (this.status === "CANCELED") return "ledger/canceled";
    if (this.rollup !== "open") return "ledger/rollup";
    for (const { sealed, opens, ...vote } of votes) {
      const before = this.#counting(0).get(vote.voter);
      if (before && vote.nonce <= before.nonce) continue;
      const bound = this.ceremony === null || (sealed && this.ceremony.keyAt > 0);
      this.#log.push({ ...vote, question: 0, opens: opens && bound, statement: "included" });
    }
    this.finals++;
    return "final";
  }

  endInclusion(): string {
    if (this.status === "CANCELED") return "ledger/canceled";
    if (this.rollup !== "open") return "ledger/rollup";
    this.rollup = "ended";
    this.finals++;
    return "final";
  }

  keykeeper({ act, round, place, wrongTo, dealer }: ModelCeremonyMessage): string {
    const { ceremony } = this;
    if (!ceremony) return "ledger/no-ceremony";
    if (round !== ceremony.round) return "ledger/round";
    const layered = ceremony.keykeepers.kind === "layered";
    if (layered && (act === "complain" || act === "confirm")) return "ledger/no-ceremony";
    if (this.status === "CANCELED") return "ledger/canceled";
    if (act === "reveal") {
      if (this.results() !== undefined) return "ledger/revealed";
      if (this.ended === 0 || this.rollup === "open" || ceremony.keyAt === 0) return "ledger/too-early";
      return ceremony.reveal(place);
    }
    if (this.ended > 0) return "ledger/ended";
    if (act === "deal") return ceremony.deal(place, wrongTo);
    return act === "complain" ? ceremony.complain(place, dealer) : ceremony.confirm(place);
  }

  /** Whether the ballots are to be opened, and the keys are not out. A process without votes waits for no keys; one that never had a key has none. */
  get #waitsForKeys(): boolean {
    return this.ceremony !== null && this.ceremony.keyAt > 0 && this.#log.length > 0 && !this.ceremony.open;
  }

  /** Of each voter the vote with the highest number; of equal numbers the first. */
  #counting(question: number): Map<string, Logged> {
    const counting = new Map<string, Logged>();
    for (const vote of this.#log.filter((one) => one.question === question)) {
      const before = counting.get(vote.voter);
      if (!before || vote.nonce > before.nonce) counting.set(vote.voter, vote);
    }
    return counting;
  }

  /** The results document, once the process has ended, nothing can be included and the keys are out; undefined before, and where it was canceled. */
  results(): unknown {
    if (this.ended === 0 || this.status === "CANCELED") return undefined;
    if (this.rollup === "open" || this.#waitsForKeys) return undefined;
    const questions = Array.from({ length: this.#it.serial ? this.#it.questions : 1 }, (_, question) => {
      const votes = [...this.#counting(question).values()];
      const isValid = ({ choice, opens }: Logged) => opens && choice <= MOST_VALUE;
      const weightOf = (chosen: (vote: Logged) => boolean) =>
        votes
          .filter(chosen)
          .reduce((sum, { weight }) => sum + weight, 0n)
          .toString();
      return {
        invalid: weightOf((vote) => !isValid(vote)),
        results: Array.from({ length: MOST_VALUE + 1 }, (_, value) => ({
          value: String(value),
          count: weightOf((vote) => isValid(vote) && vote.choice === value),
        })),
      };
    });
    return { questions };
  }
}
