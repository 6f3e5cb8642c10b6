/**
 * How nodes learn of each other as gateways, besides gossip: each asks some of those that it knows for their lists, and gives its own record to those that its operator named.
 * Addresses in records are a stranger's: only public ones are asked.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { PsephosError } from "psephos";
import {
  announceGateway,
  type ClientOptions,
  type GatewayBook,
  type GatewayRecord,
  gatewaysOf,
} from "psephos/api";
import { inRandomOrder, strangersFetch } from "psephos/gateways";
import type { NetworkLog } from "./content.js";

export interface GatewayExchangeOptions {
  readonly book: GatewayBook;
  readonly own: () => GatewayRecord;
  /** Nodes that the operator named. */
  readonly named: readonly string[];
  readonly log: NetworkLog;
  /** Asks addresses of this machine and of private networks, too: on a development chain. */
  readonly allowPrivate?: boolean;
  /** Milliseconds from round to round; 5 minutes if left out. */
  readonly interval?: number;
}

export interface GatewayExchange {
  start(): void;
  stop(): Promise<void>;
  /** One round. */
  run(signal?: AbortSignal): Promise<void>;
}

const INTERVAL = 300_000;
const TIMEOUT = 10_000;
/** Nodes that are asked in a round, besides the named ones. */
const MOST_ASKED = 8;

class Exchange implements GatewayExchange {
  readonly #options: GatewayExchangeOptions;
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: GatewayExchangeOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#loop = this.#repeat(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#loop;
    this.#stop = undefined;
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.run(signal);
      const pause = this.#options.interval ?? INTERVAL;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async run(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const { book, own, named, allowPrivate = false } = this.#options;
    const { validator } = own();
    const others = book.records.filter((record) => record.validator !== validator);
    const known = inRandomOrder(others.flatMap(({ addresses }) => addresses)).filter(
      (url) => !named.includes(url),
    );
    const options = { signal, timeout: TIMEOUT };
    await Promise.all([
      ...named.map((url) => this.#ask(url, options, true)),
      ...known
        .slice(0, MOST_ASKED)
        .map((url) => this.#ask(url, { ...options, fetch: strangersFetch(allowPrivate) }, false)),
    ]);
  }

  /** @param named by the operator: it is given this node's record. The answer to a stranger's address is only read. */
  async #ask(url: string, options: ClientOptions, named: boolean): Promise<void> {
    const { book, own, log } = this.#options;
    try {
      for (const record of await gatewaysOf(url, options)) this.#take(book, record);
      if (named) await announceGateway(url, own(), options);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      if (error.code !== "api/aborted")
        log.warn({ host: new URL(url).host, code: error.code }, "a gateway did not give or take its list");
    }
  }

  /** One bad record harms no other. */
  #take(book: GatewayBook, record: GatewayRecord): void {
    try {
      book.add(record);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
    }
  }
}

export const createGatewayExchange = (options: GatewayExchangeOptions): GatewayExchange =>
  new Exchange(options);
