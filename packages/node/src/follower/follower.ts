/** Follows the process contracts, and attests on the voting chain what they say. */

import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "psephos";
import { presentLists } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import { Endpoints } from "./endpoints.js";
import { told } from "./errors.js";
import { FoundProcesses } from "./found.js";
import { ListsTask } from "./lists-task.js";
import type { FollowerOptions, FollowerStatus, ToldError } from "./options.js";
import { EventReader } from "./reader.js";
import { Reporter, type VotesSignature } from "./reporter.js";
import { ProcessTask, type Tools } from "./task.js";
import { OracleWords } from "./words.js";

const POLL_MS = 2_000;
const TIMEOUT_MS = 10_000;
/** Between two looks at which processes have something to do. */
const TICK_MS = 50;
/** Processes worked on at once. */
const MOST_AT_ONCE = 8;
const LONGEST_PAUSE_MS = 60_000;

export interface Follower {
  /** Begins to follow. Endpoints that fail are tried again: it does not wait for them. */
  start(): void;
  /** Ends it, after the requests that are under way. */
  stop(): Promise<void>;
  readonly status: FollowerStatus;
  /** This oracle's signature over the votes of a process's rollup, once it was made. */
  votesSignature(processId: Hex): VotesSignature | undefined;
  /** The content URIs of censuses that replaced declared ones: the voting chain's state has only their roots. */
  readonly censusUris: readonly string[];
}

class ContractFollower implements Follower {
  readonly #options: FollowerOptions;
  readonly #reader: EventReader;
  readonly #tools: Tools;
  readonly #tasks = new Map<string, ProcessTask>();
  readonly #lists: ListsTask;
  readonly #running = new Set<Promise<void>>();
  #stop: AbortController | undefined;
  #loops: Promise<unknown> = Promise.resolve();
  #error: ToldError | null = null;
  #failures = 0;
  /** Whether the EVM was compared with the notes since the start: before that, what they say may have been replaced. */
  #compared = false;

  constructor(options: FollowerOptions) {
    const { endpoints: urls, genesis, contracts, account, notes, state, submit, log } = options;
    const { timeout = TIMEOUT_MS, confirmations } = options;
    if (genesis.evm === null)
      throw new Refusal("follower/endpoint", "this voting chain follows no EVM: it has no contracts to read");
    this.#options = options;
    const endpoints = new Endpoints(urls, { chainId: genesis.evm.chainId, timeout, log });
    const found = new FoundProcesses(notes, bytesToHex(genesis.hash));
    const words = account && new OracleWords(account, { genesis, state, submit, log, notes });
    const { chainId } = genesis.evm;
    const { find, report: send = false } = options;
    const reporter = account && new Reporter({ account, chainId, endpoints, notes, log, state, find, send });
    this.#tools = { endpoints, found, options: { genesis, state, log }, words, reporter };
    const namespace = genesis.votingChain;
    this.#reader = new EventReader(endpoints, found, { contracts, namespace, confirmations, log });
    this.#lists = new ListsTask(this.#tools, () => this.#reader.lists);
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#compared = false;
    this.#loops = Promise.all([this.#read(signal), this.#attest(signal)]);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#loops;
    // A transaction may wait long for its block: it is not sent again after a restart if it got into one.
    const { timeout = TIMEOUT_MS } = this.#options;
    const patience = new AbortController();
    await Promise.race([Promise.all(this.#running), rest(2 * timeout, patience.signal)]);
    patience.abort();
    this.#stop = undefined;
  }

  votesSignature(processId: Hex): VotesSignature | undefined {
    return this.#tools.reporter?.votesSignature(processId);
  }

  get censusUris(): string[] {
    const events = this.#tools.found.all().flatMap(({ events }) => events);
    return events.flatMap((event) => (event.kind === "census" ? [event.uri] : []));
  }

  get status(): FollowerStatus {
    const { endpoints, found, words } = this.#tools;
    const state = this.#options.state();
    const read = found.checkpoints.at(-1);
    const { oracles } = presentLists(state);
    return {
      running: this.#stop !== undefined,
      oracle: words ? { address: words.address, listed: oracles.includes(words.address) } : null,
      read: read ? { number: read.number, hash: read.hash } : null,
      head: this.#reader.head,
      error: this.#error,
      endpoints: endpoints.status,
      processes: [...this.#tasks.values()].map((task) => task.status),
      lists: this.#lists.status,
    };
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { pollInterval = POLL_MS, log } = this.#options;
    while (!signal.aborted) {
      let pause = pollInterval;
      try {
        if (await this.#reader.next()) pause = 0;
        this.#compared = true;
        this.#error = null;
        this.#failures = 0;
      } catch (error) {
        this.#error = told(error);
        // What a node refuses is asked for again in another way; only where none answers, the pauses grow.
        const isSilent = this.#error.code === "follower/endpoints";
        this.#failures = isSilent ? this.#failures + 1 : 0;
        pause = Math.min(pollInterval * 2 ** this.#failures, LONGEST_PAUSE_MS);
        log.warn({ code: this.#error.code, pause }, this.#error.message);
      }
      await rest(pause, signal);
    }
  }

  async #attest(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const process of this.#tools.found.all())
        if (!this.#tasks.has(process.processId))
          this.#tasks.set(process.processId, new ProcessTask(process, this.#tools));
      if (this.#compared) await this.#round(signal);
      await rest(TICK_MS, signal);
    }
  }

  /** Each process in its turn, so that none keeps another from its own. */
  async #round(signal: AbortSignal): Promise<void> {
    for (const task of [this.#lists, ...this.#tasks.values()]) {
      if (signal.aborted) return;
      if (!task.isDue) continue;
      this.#begin(task);
      if (this.#running.size < MOST_AT_ONCE) continue;
      await Promise.race(this.#running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #begin(task: ProcessTask | ListsTask): void {
    const work = task.step().finally(() => this.#running.delete(work));
    this.#running.add(work);
  }
}

/** Waits, or until the signal. A pause of 0 lets other work run. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/**
 * Makes a follower. Nothing is asked before `start`.
 * @throws PsephosError `follower/endpoint`: an endpoint is not an HTTP address; `follower/notes`: the notes are damaged, or of another chain
 */
export const createFollower = (options: FollowerOptions): Follower => new ContractFollower(options);
