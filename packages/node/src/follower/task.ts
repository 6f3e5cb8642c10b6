/** The work on one process: what is missing of it is read, and the next attestation is made. Its errors are its own. */
import { Failure, PsephosError, Status } from "psephos";
import { findRollupOpening } from "psephos/contracts";
import { type ProcessView, presentLists, processView } from "psephos/ledger";
import { zeroAddress } from "viem";
import { type Created, readDeclared } from "./declaration.js";
import type { Endpoints } from "./endpoints.js";
import { told } from "./errors.js";
import type { FoundProcess, FoundProcesses } from "./found.js";
import { type RollupOpened, readInclusion } from "./inclusion.js";
import type { FollowerOptions, ProcessStatus, Waiting } from "./options.js";
import { type EndedInclusion, type Plan, planOf } from "./plan.js";
import type { Reporter } from "./reporter.js";
import type { Claim, OracleWords } from "./words.js";

/** A process that waits for its count is looked at again after this time. */
const IDLE_MS = 30_000;
/** One that waits for blocks or other oracles: after the short time, and twice as long each time that nothing has changed. */
const SHORT_MS = 50;
const LONGEST_WAIT_MS = 5_000;
/** One for which nothing is left to do, unless the contracts say something new. */
const LONG_MS = 600_000;
const FIRST_PAUSE_MS = 1_000;
/** After a failure, which can end at any moment. */
const LONGEST_PAUSE_MS = 60_000;
/**
 * After a refusal, which lasts: an endpoint that lied was asked again, and others were, during the shorter pauses. Anyone can create processes that
 * the chain cannot run, and each attempt asks an endpoint.
 */
const LONGEST_REFUSAL_MS = 6 * 3_600_000;
/** A refusal that ends when other oracles attest. */
const PASSING = "ledger/too-many-words";

export interface Tools {
  readonly endpoints: Endpoints;
  readonly found: FoundProcesses;
  readonly options: Pick<FollowerOptions, "genesis" | "state" | "log">;
  /** None if the follower only observes. */
  readonly words: OracleWords | undefined;
  readonly reporter: Reporter | undefined;
}

/** What was read of the contracts, for the blocks as they were in one generation. */
interface Read<T> {
  readonly generation: number;
  readonly value: T;
}

export class ProcessTask {
  readonly #process: FoundProcess;
  readonly #tools: Tools;
  #waiting: Waiting = "nothing";
  #error: ProcessStatus["error"] = null;
  #failures = 0;
  #busy = false;
  #isDone = false;
  /** What it waited for before, and in how many steps since. */
  #before = "";
  #unchanged = 0;
  /** As of the last step. */
  #attested = 0;
  /** When there may be something to do again: a time of the monotonic clock, a block, or other events. */
  #rest: {
    until: number;
    block: number;
    events: FoundProcess["events"];
    generation: number;
  };
  #declared: Read<Awaited<ReturnType<typeof readDeclared>>> | undefined;
  #searched: Read<number> | undefined;
  #inclusion: Read<EndedInclusion> | undefined;
  /** The generation in which it was reported. */
  #reported: number | undefined;

  constructor(process: FoundProcess, tools: Tools) {
    this.#process = process;
    this.#tools = tools;
    this.#rest = this.#restFrom(0);
  }

  #restFrom(until: number) {
    const { generation } = this.#tools.found;
    return { until, block: Number.POSITIVE_INFINITY, events: this.#process.events, generation };
  }

  get isDue(): boolean {
    if (this.#busy) return false;
    if (performance.now() >= this.#rest.until) return true;
    const { found } = this.#tools;
    const { block, events, generation } = this.#rest;
    if (this.#process.events !== events || found.generation !== generation) return true;
    return this.#waiting !== "retry" && found.readTo >= block;
  }

  get status(): ProcessStatus {
    const { processId, events } = this.#process;
    const attested = this.#attested;
    return { processId, events: events.length, attested, waiting: this.#waiting, error: this.#error };
  }

  /** Does what can be done now. Never rejects. */
  async step(): Promise<void> {
    this.#busy = true;
    this.#rest = this.#restFrom(0);
    try {
      this.#waiting = await this.#work();
      this.#failures = 0;
      this.#error = null;
      this.#rest.until = performance.now() + this.#pause();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /** How long to wait after a step that did not fail. */
  #pause(): number {
    const now = `${this.#waiting} ${this.#attested}`;
    this.#unchanged = now === this.#before ? this.#unchanged + 1 : 0;
    this.#before = now;
    const isOpen = this.#waiting === "recorded" || this.#waiting === "quorum" || this.#waiting === "ahead";
    if (isOpen) return Math.min(SHORT_MS * 2 ** this.#unchanged, LONGEST_WAIT_MS);
    return this.#isDone ? LONG_MS : IDLE_MS;
  }

  #fail(error: unknown): void {
    const lasts = error instanceof PsephosError && error.kind === "refused" && error.code !== PASSING;
    const longest = lasts ? LONGEST_REFUSAL_MS : LONGEST_PAUSE_MS;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, longest);
    this.#failures += 1;
    // It can be what an endpoint told wrongly: it is read again, from another endpoint first.
    this.#declared = undefined;
    this.#inclusion = undefined;
    this.#waiting = "retry";
    this.#rest.until = performance.now() + pause;
    this.#error = { ...told(error), retryAt: Date.now() + pause };
    const { code, message } = this.#error;
    this.#tools.options.log.warn({ processId: this.#process.processId, code, pause }, message);
  }

  async #work(): Promise<Waiting> {
    const { state } = this.#tools.options;
    const { processId } = this.#process;
    const view = processView(state(), processId);
    this.#isDone = false;
    this.#attested = view?.record.sequence ?? 0;
    if (!view) return this.#declare();
    await this.#findRollup(view);
    const plan = await this.#plan(view);
    const { sequence } = view.record;
    if (sequence - 1 > plan.steps.length) return "ahead";
    this.#ensureSame(view, plan);
    const next = plan.steps[sequence - 1];
    if (!next) return this.#report(view, plan);
    return this.#say({ subject: processId, sequence, evmBlock: next.hash, statement: next.statement });
  }

  /** Reports the results of a counted process, unless the contract has them already. */
  async #report(view: ProcessView, { rollup }: Plan): Promise<Waiting> {
    const { found, reporter } = this.#tools;
    const { events } = this.#process;
    const isSettled = events.some((event) => event.kind === "status" && event.status === Status.RESULTS);
    const { generation, readTo } = found;
    const { counted, status } = view.record;
    const isOver = status === Status.CANCELED || isSettled || this.#reported === generation;
    this.#isDone = !reporter || isOver;
    if (!reporter || isOver || !counted) return "nothing";
    const opened = rollup ? events.find((event) => event.kind === "rollup-opened") : undefined;
    const reported = await reporter.report(view, opened, readTo);
    if (reported === "done") this.#reported = generation;
    else this.#rest.block = readTo + 1;
    return reported === "seal" ? "seal" : "nothing";
  }

  async #declare(): Promise<Waiting> {
    const { endpoints, found, words } = this.#tools;
    const { processId, events } = this.#process;
    const created = events.find((event): event is Created => event.kind === "created");
    if (!created) return "evm";
    if (!words) return "account";
    const { generation } = found;
    if (this.#declared?.generation !== generation) {
      const readTo = found.checkpoints.at(-1)!.hash;
      const known = { processId, created, events, readTo };
      const value = await endpoints.run((client) => readDeclared(client, known), this.#failures);
      this.#declared = { generation, value };
    }
    const statement = this.#declared.value;
    return this.#say({ subject: processId, sequence: 0, evmBlock: created.hash, statement });
  }

  async #say(claim: Claim): Promise<Waiting> {
    const { words, options } = this.#tools;
    if (!words || !presentLists(options.state()).oracles.includes(words.address)) return "account";
    try {
      return await words.say(claim);
    } catch (error) {
      // Other oracles' attestations became final meanwhile.
      const isPast =
        error instanceof PsephosError && ["ledger/attested", "ledger/sequence"].includes(error.code);
      if (isPast) return "recorded";
      throw error;
    }
  }

  /** The events with what ends the inclusion of votes, if it has ended. */
  async #plan(view: ProcessView): Promise<Plan> {
    const { found, options, endpoints } = this.#tools;
    const { processId, events } = this.#process;
    const { quorum } = presentLists(options.state());
    const plan = planOf(view, events, quorum);
    const opened = events.find((event): event is RollupOpened => event.kind === "rollup-opened");
    if (!plan.rollup || !opened) return plan;
    const { generation, readTo } = found;
    if (this.#inclusion?.generation !== generation) {
      this.#rest.block = Math.max(opened.inclusionEnd, readTo + 1);
      const { maxTransactionBytes } = options.genesis.parameters;
      const asked = { processId, declaration: view.declaration, opened, readTo, maxTransactionBytes };
      const value = await endpoints.run((client) => readInclusion(client, asked), this.#failures);
      this.#inclusion = value && { generation, value };
    }
    return this.#inclusion ? planOf(view, [...events, this.#inclusion.value], quorum) : plan;
  }

  /** Looks for the opening of the process's rollup, which is possible until it is READY for the first time. */
  async #findRollup({ declaration }: ProcessView): Promise<void> {
    const { endpoints, found } = this.#tools;
    const { settlement, mode, envelopeType } = declaration.params;
    const { processId, events } = this.#process;
    const isCounted = envelopeType.anonymous && !envelopeType.serial && !mode.autoStart && !mode.preRegister;
    const created = events.find(({ kind }) => kind === "created");
    if (settlement === zeroAddress || !isCounted || !created) return;
    if (events.some(({ kind }) => kind === "rollup-opened")) return;
    const ready = events.find((event) => event.kind === "status" && event.status === Status.READY);
    const { generation } = found;
    const end = ready?.block ?? found.readTo;
    const searched = this.#searched?.generation === generation ? this.#searched.value : created.block - 1;
    if (!ready) this.#rest.block = end + 1;
    if (searched >= end) return;
    const range = { processId, fromBlock: BigInt(searched + 1), toBlock: BigInt(end) };
    const opening = await endpoints.run(
      (client) => findRollupOpening(client, settlement, range),
      this.#failures,
    );
    if (found.generation !== generation)
      throw new Failure("follower/moved", "the EVM replaced blocks meanwhile");
    this.#searched = { generation, value: end };
    if (!opening) return;
    const event: RollupOpened = {
      kind: "rollup-opened",
      block: Number(opening.blockNumber),
      hash: opening.blockHash,
      log: opening.logIndex,
      oracles: opening.signatures,
      closing: Number(opening.closing),
      inclusionEnd: Number(opening.inclusionEnd),
      openingEnd: Number(opening.openingEnd),
    };
    found.add(new Map([[processId, [event]]]));
  }

  /** Final attestations stay, also if the EVM replaced their blocks afterwards. */
  #ensureSame({ record }: ProcessView, { steps }: Plan): void {
    const last = steps[record.sequence - 2];
    const root = record.roots.find(({ until }) => until === 0)?.root;
    if (last && (last.status !== record.status || last.question !== record.question || last.root !== root))
      throw new Failure(
        "follower/diverged",
        `the contracts and the voting chain disagree about the process after attestation ${record.sequence - 1}`,
        { hint: "The EVM replaced a block that oracles had attested: they need more confirmations." },
      );
  }
}
