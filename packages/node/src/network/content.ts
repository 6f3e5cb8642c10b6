/**
 * Fetches the files that the voting chain's processes name, metadata and censuses, so that the node can give them to voters. A file is kept
 * only if it has the hash that its content URI states. IPFS gateways are asked for blocks, each of which must have the hash in its CID. An address comes from a stranger: the
 * fetch refuses private ones, and stops at a size. With a Kubo, the node gives it what it keeps, for others to have.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fetchContent, PsephosError, parseContentUri } from "psephos";
import { type LedgerState, type ProcessView, processViews } from "psephos/ledger";
import type { KuboOptions } from "./ipfs/kubo.js";
import { type FileSource, republish } from "./ipfs/republish.js";
import { TRUSTLESS_GATEWAYS, VERIFIED_IPFS } from "./ipfs/verified.js";

const LOOK_MS = 2_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** A census of two million voters has less. The file is in memory while it is fetched. */
const MOST_BYTES = 128 * 2 ** 20;
/** For a whole file from one mirror. */
const TIMEOUT_MS = 120_000;
const MOST_AT_ONCE = 2;

/** Where files are kept, by the SHA3-256 of their bytes: 64 lower-case hex digits. */
export interface KeptContent {
  /** Undefined if it does not have the file. */
  get(hash: string): Promise<{ readonly stream: FileSource } | undefined>;
  put(bytes: Uint8Array): Promise<unknown>;
}

/** A structured log; pino's has this form. */
export interface NetworkLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ContentFetcherOptions {
  readonly content: KeptContent;
  /** The chain's state after its last durable block. */
  readonly state: () => LedgerState;
  /** Further content URIs: those of censuses that replaced declared ones are not in the state. */
  readonly more?: () => Iterable<string>;
  readonly log: NetworkLog;
  /** Prefixes for IPFS addresses; public gateways by default. */
  readonly gateways?: readonly string[];
  /** Is given what is kept, under the IPFS addresses of its URI. */
  readonly kubo?: KuboOptions;
  /** The most bytes of a file; 128 MiB by default. */
  readonly maxBytes?: number;
  /** Milliseconds that one mirror has for a whole file; 120,000 by default. */
  readonly timeout?: number;
  /** Accepts addresses of this machine and of private networks: on a development chain. */
  readonly allowPrivate?: boolean;
  /** Milliseconds between two looks at the state; 2,000 by default. */
  readonly interval?: number;
  /** Milliseconds before the second attempt at a file; each further pause is twice as long, up to an hour. 10,000 by default. */
  readonly firstPause?: number;
}

/** A file that the node does not have. */
export interface ContentStatus {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly retryAt: number;
  /** The code of the last attempt's error; null before its end. */
  readonly code: string | null;
}

export interface ContentFetcher {
  start(): void;
  /** Ends it, and downloads that are under way. */
  stop(): Promise<void>;
  /** The files that are missing. */
  readonly missing: readonly ContentStatus[];
}

interface Wanted {
  readonly uri: string;
  readonly hash: string;
  failures: number;
  /** By the monotonic clock: the machine's own may be set back. */
  dueAt: number;
  code: string | null;
  busy: boolean;
  /** Whether the file is here: it only has to be published. */
  kept: boolean;
}

/** The hash that a content URI states; undefined for one that states none, or is none. */
function hashOf(uri: string): string | undefined {
  try {
    return parseContentUri(uri).hash;
  } catch (error) {
    if (error instanceof PsephosError) return undefined;
    throw error;
  }
}

const urisOf = ({ declaration: { params } }: ProcessView): string[] => [params.metadata, params.censusUri];

class Fetcher implements ContentFetcher {
  readonly #options: ContentFetcherOptions;
  /** By URI: two processes may name other mirrors of the same file. */
  readonly #wanted = new Map<string, Wanted>();
  readonly #seen = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #processes = 0;

  constructor(options: ContentFetcherOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#loop = this.#run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#loop;
    await Promise.all(this.#running);
    this.#stop = undefined;
  }

  get missing(): ContentStatus[] {
    const offset = Date.now() - performance.now();
    const missing = [...this.#wanted.values()].filter(({ kept }) => !kept);
    return missing.map(({ hash, dueAt, code }) => ({
      hash,
      retryAt: Math.round(dueAt + offset),
      code,
    }));
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#look();
      for (const wanted of this.#wanted.values()) {
        if (this.#running.size >= MOST_AT_ONCE) break;
        if (!wanted.busy && wanted.dueAt <= performance.now()) this.#begin(wanted, signal);
      }
      await rest(this.#options.interval ?? LOOK_MS, signal);
    }
  }

  /** Notes what new processes name. Declarations never change, so each is read once. */
  #look(): void {
    const { state, more } = this.#options;
    const views = processViews(state(), this.#processes);
    const named = [...views.flatMap(urisOf), ...(more?.() ?? [])];
    this.#processes += views.length;
    for (const uri of named) {
      if (this.#seen.has(uri)) continue;
      this.#seen.add(uri);
      const hash = hashOf(uri);
      if (hash !== undefined)
        this.#wanted.set(uri, { uri, hash, failures: 0, dueAt: 0, code: null, busy: false, kept: false });
    }
  }

  #begin(wanted: Wanted, signal: AbortSignal): void {
    wanted.busy = true;
    const work = this.#fetch(wanted, signal).finally(() => {
      wanted.busy = false;
      this.#running.delete(work);
    });
    this.#running.add(work);
  }

  async #fetch(wanted: Wanted, signal: AbortSignal): Promise<void> {
    const { content, log, kubo, firstPause = FIRST_PAUSE_MS } = this.#options;
    const { uri, hash } = wanted;
    try {
      // The organiser may have sent it.
      if ((await content.get(hash)) === undefined) await this.#download(wanted, signal);
      wanted.kept = true;
      const file = kubo && (await content.get(hash));
      if (kubo && file) await republish({ ...kubo, signal }, uri, file.stream);
      this.#wanted.delete(uri);
    } catch (error) {
      if (signal.aborted) return;
      const code = error instanceof PsephosError ? error.code : "unexpected";
      wanted.failures += 1;
      const pause = Math.min(firstPause * 2 ** (wanted.failures - 1), LONGEST_PAUSE_MS);
      wanted.dueAt = performance.now() + pause;
      wanted.code = code;
      // The message names mirrors, whose addresses are public; but not what they answered.
      const done = wanted.kept ? "published" : "fetched";
      log.warn({ hash, code, retryAt: Date.now() + pause }, `a process's file cannot be ${done}`);
    }
  }

  async #download({ uri, hash }: Wanted, signal: AbortSignal): Promise<void> {
    const { content, log, gateways = TRUSTLESS_GATEWAYS, allowPrivate = false } = this.#options;
    const { maxBytes = MOST_BYTES, timeout: timeoutMs = TIMEOUT_MS } = this.#options;
    const options = { maxBytes, timeoutMs, allowPrivate, signal, gateways, ipfsForm: VERIFIED_IPFS };
    const { bytes } = await fetchContent(uri, options);
    await content.put(bytes);
    log.info({ hash, bytes: bytes.length }, "a process's file is here");
  }
}

/** Waits, or until the signal. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Makes a fetcher. Nothing is fetched before `start`. */
export const createContentFetcher = (options: ContentFetcherOptions): ContentFetcher => new Fetcher(options);
