/**
 * Finding gateways: a client starts from any one address, asks for the signed records that it knows, asks those, and ends with many. What is asked is bounded, whatever they answer.
 */
import {
  type ClientOptions,
  createNodeClient,
  GatewayBook,
  type GatewayRecord,
  gatewaysOf,
  type ProvenValidators,
  signersOf,
} from "../api/index.js";
import { type Hex, inRandomOrder } from "../bytes/index.js";
import { ensureAble, PsephosError } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import { isLoopbackHost } from "../net/index.js";
import { GatewayMemory } from "./memory.js";
import { mayAsk, strangersFetch } from "./strangers.js";
import { judge, latest, provenBy, type Verdict } from "./truth.js";

export interface FindOptions {
  /** Addresses that the user, the organiser or a list names. */
  readonly start: readonly string[];
  /** Addresses that strangers name, such as an ENS record: asked as those in a list are. */
  readonly hints?: readonly string[];
  readonly genesis: CheckedGenesis;
  /** What earlier visits left; it is changed. */
  readonly memory?: GatewayMemory;
  /** Makes requests to the addresses of `start`; the platform's if left out. */
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  /** Seconds since 1970. */
  readonly now?: () => number;
}

export interface Gateway {
  readonly url: string;
  readonly verdict: Exclude<Verdict, "lies" | "silent" | "outside">;
  /** Its signed record, if somebody gave it: its key for sealed requests is there. */
  readonly record: GatewayRecord | undefined;
}

export interface Found {
  /** Those that agree first, in random order; then the others, in random order. */
  readonly gateways: readonly Gateway[];
  /** Good records, one for each validator. */
  readonly records: readonly GatewayRecord[];
  /** Addresses and validators' keys that lied, on this visit. */
  readonly liars: readonly string[];
}

/** Addresses that are asked for lists, and addresses that are compared. */
const MOST_LISTS = 16;
const MOST_COMPARED = 8;
const AT_ONCE = 4;
const TIMEOUT = 8_000;

class Finder {
  readonly #options: FindOptions;
  readonly #memory: GatewayMemory;
  readonly #book: GatewayBook;
  readonly #local: boolean;
  readonly #asked = new Set<string>();
  /** What each address has proved of who validates now. */
  readonly #proofs = new Map<string, ProvenValidators>();
  /** The latest proof of who validates now. */
  #proven: ProvenValidators | undefined;

  constructor(options: FindOptions) {
    this.#options = options;
    const { start, genesis, now, memory = new GatewayMemory("", now) } = options;
    this.#memory = memory;
    this.#book = new GatewayBook(
      () => (this.#proven ? signersOf(genesis, this.#proven.validators) : genesis),
      now,
    );
    // Addresses of this machine are a test's or a rehearsal's: only who starts from one is led to others.
    this.#local = start.some((url) => URL.canParse(url) && isLoopbackHost(new URL(url).hostname));
  }

  #how(url: string): ClientOptions {
    const { start, signal, fetch: given } = this.#options;
    const how = start.includes(url) ? given : (given ?? strangersFetch(this.#local));
    return { timeout: TIMEOUT, ...(how && { fetch: how }), ...(signal && { signal }) };
  }

  /** Addresses of records whose signer did not lie. */
  get #listed(): string[] {
    const records = this.#book.records.filter(({ validator }) => !this.#memory.lied(validator));
    return records
      .flatMap(({ addresses }) => addresses)
      .filter((url) => mayAsk(url, this.#local) && !this.#memory.lied(url));
  }

  async #list(url: string): Promise<void> {
    const how = this.#how(url);
    try {
      const proven = await provenBy(this.#options.genesis, createNodeClient(url, how));
      this.#proven = latest(this.#proven, proven);
      if (proven) this.#proofs.set(url, proven);
      for (const record of await gatewaysOf(url, how)) this.#take(record);
    } catch (error) {
      if (!(error instanceof PsephosError) || error.code === "api/aborted") throw error;
    }
  }

  /** One bad record harms no other. */
  #take(record: GatewayRecord): void {
    try {
      this.#book.add(record);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
    }
  }

  async find(): Promise<Found> {
    const { start, genesis, hints = [] } = this.#options;
    const memory = this.#memory;
    const hinted = hints.filter((url) => mayAsk(url, this.#local) && !memory.lied(url));
    const begin = [...new Set([...start, ...memory.known, ...hinted])];
    let waiting = begin;
    while (waiting.length > 0 && this.#asked.size < MOST_LISTS) {
      const now = waiting.slice(0, Math.min(AT_ONCE, MOST_LISTS - this.#asked.size));
      for (const url of now) this.#asked.add(url);
      await Promise.all(now.map((url) => this.#list(url)));
      const next = [...waiting, ...inRandomOrder(this.#listed)];
      waiting = [...new Set(next)].filter((url) => !this.#asked.has(url));
    }
    const candidates = inRandomOrder([...new Set([...begin, ...this.#listed])]);
    const compared = candidates.filter((url) => !memory.lied(url)).slice(0, MOST_COMPARED);
    // What the user named is compared in any case.
    const asked = [...new Set([...start.filter((url) => !memory.lied(url)), ...compared])];
    const { standings, liars, validators } = await judge(
      genesis,
      asked.map((url) => ({
        url,
        client: createNodeClient(url, this.#how(url)),
        proven: this.#proofs.get(url),
      })),
      this.#proven,
    );
    this.#proven = validators;
    const lying = [...liars, ...standings.filter(({ verdict }) => verdict === "lies").map(({ url }) => url)];
    for (const who of lying) memory.blame(who);
    return { gateways: this.#order(standings), records: this.#records(liars), liars: lying };
  }

  #records(liars: readonly Hex[]): readonly GatewayRecord[] {
    return this.#book.records.filter(
      ({ validator }) => !liars.includes(validator) && !this.#memory.lied(validator),
    );
  }

  #order(standings: Awaited<ReturnType<typeof judge>>["standings"]): readonly Gateway[] {
    const recordOf = (url: string) =>
      this.#book.records.find(({ addresses }) => addresses.some((one) => same(one, url)));
    const usable = inRandomOrder(standings).flatMap(({ url, verdict }): Gateway[] =>
      verdict === "lies" || verdict === "silent" || verdict === "outside"
        ? []
        : [{ url, verdict, record: recordOf(url) }],
    );
    const agreeing = usable.filter(({ verdict }) => verdict === "agrees");
    this.#memory.trust(agreeing.map(({ url }) => url));
    return [...agreeing, ...usable.filter(({ verdict }) => verdict !== "agrees")];
  }
}

/** Whether two texts are one address. */
const same = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;

/**
 * Finds gateways of a chain, and holds them against each other.
 * @throws PsephosError `gateways/none`: nobody answers truly; `api/aborted`
 */
export async function findGateways(options: FindOptions): Promise<Found> {
  const found = await new Finder(options).find();
  ensureAble(
    found.gateways.length > 0,
    "gateways/none",
    found.liars.length > 0
      ? "no gateway that answers tells the truth about this voting chain"
      : "no gateway answers",
    "Check the addresses and the network, and that the genesis document is that of the election.",
  );
  return found;
}
