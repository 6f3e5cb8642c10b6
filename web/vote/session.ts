/** One visit: what the screens show and change. It lives in memory; the vault has what outlives it. */
import type { Hex } from "../../src/bytes/index.js";
import { type ElectionLink, formatLink, invitationOf, parseElectionLink } from "../shared/link.js";
import { type ErrorShown, errorShown, Remote } from "../shared/rpc.js";
import type {
  Anonymity,
  BoothMethods,
  Download,
  EarlierVote,
  Election,
  ElectionState,
  ReadyVote,
  Recorded,
  Registered,
  Voter,
  Way,
} from "./booth-types.js";
import type { Kept, PendingVote } from "./kept.js";
import { KeptHere } from "./kept-here.js";

/** Work that goes on while the voter reads. */
export type Work<T> =
  | { readonly state: "working"; readonly done: number; readonly total: number }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly error: ErrorShown };

/** A proof that is being made, or is made, for the ballot on the review page. */
export interface Proving {
  readonly ready: Promise<ReadyVote>;
  readonly abort: AbortController;
  stage: "witness" | "proof";
  fraction: number;
}

/** Asked again by itself: that it fails once is nothing to tell. */
const QUIET: ReadonlySet<string> = new Set(["picture", "standing", "state", "takeWay"]);
/** Errors of whatever carries requests. */
const OF_CARRIER = /^(?:oblivious\/|api\/(?:timeout|unreachable)$)/;

/** What is pending, if it is not this vote: another tab may have made another one. */
const without = ({ pending }: Kept, { envelope }: PendingVote): PendingVote | undefined =>
  pending?.envelope === envelope ? undefined : pending;

export class Session extends KeptHere {
  readonly #remote: Remote<BoothMethods>;
  link: ElectionLink | undefined;
  election: Election | undefined;
  state: ElectionState | undefined;
  /** The first state, to tell how fast blocks come. */
  first: ElectionState | undefined;
  loading: Work<{ insecure: boolean }> = { state: "working", done: 0, total: 0 };
  voter: Voter | undefined;
  earlier: EarlierVote | undefined;
  /** The number of the next registration. */
  registration = 0;
  /** Of a registration of this visit. */
  registered: Registered | undefined;
  /** The key of an invitation, if the link has one. */
  invite: Hex | undefined;
  /** One value for each field, as far as it is chosen. */
  votes: readonly (number | undefined)[] = [];
  weight = 1n;
  anonymity: Anonymity | undefined;
  proving: Proving | undefined;
  recorded: Recorded | undefined;
  /** How requests go. */
  way: Way | undefined;
  /** The relay has failed: nothing goes on until the voter has chosen. */
  stuck: ErrorShown | undefined;
  #fragment = "";

  constructor(worker: Worker) {
    super();
    this.#remote = new Remote<BoothMethods>(worker);
  }

  call: Remote<BoothMethods>["call"] = async (name, argument, options) => {
    try {
      return await this.#remote.call(name, argument, options);
    } catch (error) {
      const shown = errorShown(error);
      const relayed = this.way?.kind === "relay" || shown.code.startsWith("oblivious/");
      if (relayed && OF_CARRIER.test(shown.code) && !QUIET.has(name)) {
        this.stuck = shown;
        this.changed();
      }
      throw error;
    }
  };

  /** @throws PsephosError `shared/link`; WorkerError */
  async open(fragment: string): Promise<void> {
    this.#fragment = fragment;
    const link = parseElectionLink(fragment);
    Object.assign(this, { link, invite: invitationOf(fragment) });
    const { election, state } = await this.call("open", link);
    Object.assign(this, { election, state, first: state });
    await this.look(link);
    void this.#findWay().catch(() => {});
    if (election.anonymous) void this.load();
    this.changed();
  }

  async #findWay(): Promise<void> {
    this.way = await this.call("way", undefined);
    this.changed();
  }

  /** The voter's word on what carries requests, after a relay has failed. @throws WorkerError; PsephosError `shared/link` */
  async takeWay(kind: Way["kind"]): Promise<void> {
    this.way = await this.call("takeWay", { kind });
    if (!this.election) await this.open(this.#fragment);
    else if (this.loading.state === "failed") void this.load();
    this.stuck = undefined;
    this.changed();
  }

  /** Fetches the proving files and the census in the background. May be called again after a failure. */
  async load(): Promise<void> {
    const onProgress = ({ done, total }: Download) => {
      this.loading = { state: "working", done, total };
      this.changed();
    };
    this.loading = { state: "working", done: 0, total: 0 };
    try {
      this.loading = { state: "ready", value: await this.call("load", undefined, { onProgress }) };
    } catch (error) {
      this.loading = { state: "failed", error: errorShown(error) };
    }
    this.changed();
  }

  async refresh(): Promise<void> {
    this.state = await this.call("state", undefined);
    this.changed();
  }

  /** Milliseconds until a height, by how fast blocks came during this visit; undefined before enough came. */
  timeUntil(height: number | null): number | undefined {
    if (!this.first || !this.state || height === null) return undefined;
    const blocks = this.state.height - this.first.height;
    if (blocks < 3) return undefined;
    return Math.max(0, (height - this.state.height) * ((this.state.time - this.first.time) / blocks));
  }

  async forget(): Promise<void> {
    this.stopProving();
    await this.vault!.forget();
    Object.assign(this, {
      kept: undefined,
      locked: false,
      keeping: "no",
      voter: undefined,
      earlier: undefined,
      recorded: undefined,
      votes: [],
    });
    this.changed();
  }

  /** Takes an identity, or the account of who votes by name, and looks it up. @throws WorkerError */
  async identify(identity: string, onProgress: (download: Download) => void = () => {}): Promise<Voter> {
    const voter = this.election!.anonymous
      ? await this.call("useIdentity", { identity })
      : await this.call("useAccount", { address: identity as Hex });
    if (this.kept?.identity !== identity)
      this.kept = { identity, registered: false, recorded: [], pending: undefined, waiting: undefined };
    this.voter = voter;
    if (voter.weight !== undefined) {
      this.weight = voter.weight;
      const log =
        this.state?.phase === "open" ? await this.call("earlierVote", undefined, { onProgress }) : undefined;
      const here = this.kept.recorded.at(-1);
      this.earlier = log ?? (here && { overwrite: here.overwrite });
    }
    this.changed();
    return voter;
  }

  /** The number of the next vote. */
  get overwrite(): number {
    return this.earlier ? this.earlier.overwrite + 1 : 0;
  }

  /** How many more votes are allowed. */
  get left(): number {
    return Math.max(0, this.election!.maxVoteOverwrites - (this.overwrite - 1));
  }

  choose(votes: readonly (number | undefined)[]): void {
    this.votes = votes;
    this.stopProving();
    this.changed();
  }

  chooseWeight(weight: bigint): void {
    this.weight = weight;
    this.stopProving();
    this.changed();
  }

  /** Begins the proof of what is on the review page, so that it is there when the voter presses the button. */
  prove(): Proving {
    if (this.proving) return this.proving;
    const abort = new AbortController();
    const ballot = { votes: this.votes as number[], weight: this.weight, overwrite: this.overwrite };
    const ready = this.call("prepare", ballot, {
      signal: abort.signal,
      onProgress: ({ stage, fraction }) => {
        Object.assign(proving, { stage, fraction });
        this.changed();
      },
    });
    const proving: Proving = { ready, abort, stage: "witness", fraction: 0 };
    this.proving = proving;
    ready.catch(() => {
      if (this.proving === proving) this.proving = undefined;
    });
    return proving;
  }

  /** A vote by name, as its wallet has signed it: it is sent next. */
  signed(vote: ReadyVote): void {
    const ready = Promise.resolve(vote);
    this.proving = { ready, abort: new AbortController(), stage: "proof", fraction: 1 };
  }

  stopProving(): void {
    this.proving?.abort.abort();
    this.proving = undefined;
  }

  async hide(): Promise<Anonymity> {
    this.anonymity = await this.call("anonymity", { weight: this.weight });
    this.changed();
    return this.anonymity;
  }

  /** Sends the vote on the review page. It is kept before it goes out: after any accident the same vote can be sent again. */
  async cast({ envelope }: ReadyVote): Promise<Recorded> {
    const vote = { votes: this.votes as number[], weight: `${this.weight}`, overwrite: this.overwrite };
    return this.deliver({ ...vote, envelope });
  }

  /** Sends a vote that this device made. @throws WorkerError */
  async deliver(pending: PendingVote): Promise<Recorded> {
    await this.note(() => ({ pending }));
    const recorded = await this.call("send", { envelope: pending.envelope }).catch((error: unknown) =>
      this.#superseded(pending, error),
    );
    const { envelope: _, ...vote } = pending;
    const done = { ...vote, receipt: recorded.receipt, at: Date.now() };
    this.earlier = { overwrite: vote.overwrite };
    Object.assign(this, { recorded, way: recorded.way });
    this.proving = undefined;
    await this.note((kept) => ({ recorded: [...kept.recorded, done], pending: without(kept, pending) }));
    this.changed();
    return recorded;
  }

  /** Another vote of this voter counts: what is voted next has a higher number, and this vote is not sent again. */
  async #superseded(vote: PendingVote, error: unknown): Promise<never> {
    const { code, counts } = errorShown(error);
    if (code === "ledger/superseded" && counts !== undefined && counts >= vote.overwrite) {
      this.earlier = { overwrite: counts };
      await this.note((kept) => ({ pending: without(kept, vote) }));
      this.changed();
    }
    throw error;
  }

  /** Registers the identity. A later visit does not ask again. @param work gets the registration's number. @throws what it throws */
  async register(work: (number: number) => Promise<Registered>): Promise<void> {
    try {
      this.registered = await work(this.registration);
    } catch (error) {
      // The account has registered another code before: the next number replaces it, if the voter wants.
      if (errorShown(error).code === "ledger/registered") this.registration++;
      throw error;
    }
    await this.note(() => ({ registered: true }));
  }

  /** The same with the link's invitation, which then leaves the address bar. */
  async registerInvited(): Promise<void> {
    const { invite, link } = this;
    await this.register((number) => this.call("registerInvited", { invite: invite!, number }));
    history.replaceState(history.state, "", formatLink(link!));
  }
}
