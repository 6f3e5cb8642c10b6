/**
 * One file from several mirrors. What one mirror gave before it failed is kept, and the next is asked for the rest (HTTP
 * Range, RFC 9110 section 14); only the whole file's hash decides whether it is taken. Mirrors are told nothing of who asks but a
 * network address: no cookies, no referrer, no validators.
 */
import { Failure, PsephosError } from "../errors/index.js";
import { guardedFetch, type Reach } from "../net/index.js";
import { sha256Hex } from "./sha256.js";

/** How a mirror failed. */
export type ArtifactFault =
  | "unreachable"
  | "status"
  | "insecure"
  | "private-address"
  | "redirects"
  | "stalled"
  | "slow"
  | "html"
  | "too-large"
  | "truncated"
  | "wrong-hash";

export interface ArtifactFailure {
  readonly url: string;
  readonly fault: ArtifactFault;
  /** In words, without any of the content. */
  readonly detail: string;
}

/** No mirror had the file. Code `artifacts/unavailable`. */
export class ArtifactError extends Failure {
  override readonly name: string = "ArtifactError";
  /** One for each attempt, in order. */
  readonly failures: readonly ArtifactFailure[];

  constructor(what: string, failures: readonly ArtifactFailure[]) {
    const list = failures.map(({ url, detail }) => `\n  ${url}: ${detail}`).join("");
    const forged = failures.some(({ fault }) => fault === "wrong-hash");
    super("artifacts/unavailable", `no mirror gave ${what}:${list}`, {
      hint: forged
        ? "A mirror served something else under this name: do not use it, and tell the people who run it."
        : "Try again later, or name another mirror.",
    });
    this.failures = failures;
  }
}

/** What may be asked of a download. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long a mirror may send nothing, in milliseconds; 20 000 if left out. */
  readonly stallMs?: number | undefined;
  /**
   * How long a mirror may take for all it sends, in milliseconds; a minute, and as long as its bytes take at 32 KiB a second, if left
   * out: a host that sends a byte now and then does not hold a reader for ever.
   */
  readonly totalMs?: number | undefined;
  /** Which addresses may be asked: `public` if left out; `typed` for mirrors that a person named; see `guardedFetch`. */
  readonly reach?: Reach | undefined;
  /** What asks instead of the platform; it must leave redirects alone when told `redirect: "manual"`. */
  readonly fetch?: typeof fetch | undefined;
}

/** What is downloaded: `size` bytes whose hash is `sha256`. */
export interface Wanted {
  readonly what: string;
  readonly size: number;
  readonly sha256: string;
}

export class MirrorError extends Error {
  constructor(
    readonly fault: ArtifactFault,
    message: string,
  ) {
    super(message);
  }
}

/** Whether bytes begin like a web page. */
export function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 512));
  return /^\s*<(?:!doctype\s+html|!--|html|head|body)/i.test(start);
}

export const HTML_SERVED = "answered with a web page instead of the file";

const FAULTS: Readonly<Record<string, ArtifactFault>> = {
  "net/address": "insecure",
  "net/insecure": "insecure",
  "net/private-address": "private-address",
  "net/redirects": "redirects",
};

const MINUTE = 60_000;
/** Bytes in a millisecond, of the slowest mirror that is waited for. */
const SLOWEST = 32;

/** Where a download goes; what has come of it stays when it breaks off. */
export interface Destination {
  /** Bytes that are there. */
  readonly length: number;
  append(bytes: Uint8Array): void | Promise<void>;
  /** Forgets what is there. */
  restart(): void | Promise<void>;
  /** The first bytes there: `count`, or fewer when there are fewer. */
  head(count: number): Uint8Array | Promise<Uint8Array>;
  /** Of all that is there, lower-case hex. */
  sha256(): Promise<string>;
}

/** A download in memory. */
export class Received implements Destination {
  readonly #bytes: Uint8Array;
  #length = 0;

  /**
   * @param size the most bytes that will come
   * @param begun what came earlier, when it is less than that
   * @throws PsephosError `artifacts/memory` for more than this platform holds at once
   */
  constructor(size: number, begun?: Uint8Array) {
    try {
      this.#bytes = new Uint8Array(size);
    } catch (cause) {
      throw new Failure("artifacts/memory", `${size} bytes are more than can be held here`, { cause });
    }
    if (begun && begun.length < size) this.append(begun);
  }

  get length(): number {
    return this.#length;
  }

  /** What is there, not copied. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  restart(): void {
    this.#length = 0;
  }

  head(count: number): Uint8Array {
    return this.bytes.subarray(0, count);
  }

  sha256(): Promise<string> {
    return sha256Hex(this.bytes);
  }
}

/** Aborts when nothing was heard for a while, when it takes too long in all, or when the caller gives up. */
function watch({ signal, stallMs = 20_000, totalMs = MINUTE }: DownloadOptions) {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  const onStall = () => abort.abort(new MirrorError("stalled", `sent nothing for ${stallMs} ms`));
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onStall, stallMs);
  };
  const onAbort = () => abort.abort(signal!.reason);
  const late = () => abort.abort(new MirrorError("slow", `had not sent the whole file after ${totalMs} ms`));
  const whole = setTimeout(late, Math.min(totalMs, 2 ** 31 - 1));
  signal?.addEventListener("abort", onAbort);
  heard();
  const end = (): void => {
    clearTimeout(timer);
    clearTimeout(whole);
    signal?.removeEventListener("abort", onAbort);
    abort.abort();
  };
  return { signal: abort.signal, heard, end };
}

/** Asks for the bytes that are missing. */
async function request(
  url: string,
  from: number,
  signal: AbortSignal,
  { reach, fetch }: DownloadOptions,
): Promise<Response> {
  // Compressed, a range would count other bytes; browsers ask for none by themselves.
  const headers = { "accept-encoding": "identity", ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  try {
    return await guardedFetch(url, { signal, headers, reach, fetch });
  } catch (error) {
    const fault = error instanceof PsephosError ? FAULTS[error.code] : undefined;
    throw fault ? new MirrorError(fault, (error as Error).message) : error;
  }
}

/** Whether an answer continues at `from`; anything but 206 for just that range begins anew. */
function continues(response: Response, from: number): boolean {
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  return response.status === 206 && start !== undefined && Number(start) === from;
}

/** Reads a mirror's answer, of at most `limit` bytes with what is there already. @throws MirrorError, as the destination */
export async function receive(
  url: string,
  partial: Destination,
  limit: number,
  options: DownloadOptions,
  onBytes: (done: number) => void,
): Promise<void> {
  const { signal, heard, end } = watch({ ...options, totalMs: options.totalMs ?? MINUTE + limit / SLOWEST });
  try {
    let response = await request(url, partial.length, signal, options);
    if (partial.length > 0 && !continues(response, partial.length) && response.status !== 200) {
      await response.body?.cancel();
      await partial.restart();
      response = await request(url, 0, signal, options);
    }
    if (!response.ok) throw new MirrorError("status", `answered ${response.status}`);
    if (/^text\/html\b/i.test(response.headers.get("content-type") ?? ""))
      throw new MirrorError("html", HTML_SERVED);
    if (response.status === 200) await partial.restart();
    for (const reader = response.body!.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      heard();
      if (partial.length + value.length > limit) {
        const page = partial.length === 0 && looksLikeHtml(value);
        await partial.restart();
        throw page
          ? new MirrorError("html", HTML_SERVED)
          : new MirrorError("too-large", `sent more than ${limit} bytes`);
      }
      await partial.append(value);
      onBytes(partial.length);
    }
  } catch (error) {
    if (error instanceof MirrorError || error instanceof PsephosError) throw error;
    if (signal.reason instanceof MirrorError) throw signal.reason;
    const detail = partial.length > 0 ? "broke off" : "could not be reached";
    throw new MirrorError("unreachable", detail);
  } finally {
    end();
  }
}

/** Takes what has come, or says what is wrong with it. */
async function examine(partial: Destination, { size, sha256 }: Wanted): Promise<void> {
  const isPage = async (): Promise<boolean> => looksLikeHtml(await partial.head(512));
  if (partial.length < size) {
    if (await isPage()) {
      await partial.restart();
      throw new MirrorError("html", HTML_SERVED);
    }
    throw new MirrorError("truncated", `sent ${partial.length} of ${size} bytes`);
  }
  if ((await partial.sha256()) === sha256) return;
  const page = await isPage();
  await partial.restart();
  throw page
    ? new MirrorError("html", HTML_SERVED)
    : new MirrorError("wrong-hash", "sent a file that has another hash");
}

/**
 * Downloads a file from the first mirror, or mirrors, that give it. Each is asked twice at most: to go on where things
 * stand, and anew, when what stood before was not its own and the whole was wrong, or when it broke off.
 * @param partial what came before; holds the whole file in the end, and what has come when this fails
 * @throws ArtifactError `artifacts/unavailable`; as the destination; the signal's reason
 */
export async function download(
  urls: readonly string[],
  wanted: Wanted,
  partial: Destination,
  options: DownloadOptions,
  onBytes: (done: number) => void = () => {},
): Promise<void> {
  const failures: ArtifactFailure[] = [];
  for (const url of urls) {
    for (let attempt = 0; attempt < 2; attempt++) {
      options.signal?.throwIfAborted();
      const before = partial.length;
      try {
        if (partial.length < wanted.size || wanted.size === 0)
          await receive(url, partial, wanted.size, options, onBytes);
        return await examine(partial, wanted);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof MirrorError)) throw error;
        const { fault, message: detail } = error;
        failures.push({ url, fault, detail });
        const wentOn = ["unreachable", "truncated", "stalled"].includes(fault) && partial.length > before;
        const mixed = fault === "wrong-hash" && before > 0;
        if (!wentOn && !mixed) break;
      }
    }
  }
  throw new ArtifactError(wanted.what, failures);
}

/**
 * Downloads a small file whose hash is not known, or is compared here, from the first address that has it.
 * @param wanted `what`: its name in errors; `limit`: the most bytes; `sha256`: its hash, where it is known
 * @throws ArtifactError `artifacts/unavailable`; the signal's reason
 */
export async function downloadSmall(
  urls: readonly string[],
  wanted: { readonly what: string; readonly limit: number; readonly sha256?: string | undefined },
  options: DownloadOptions = {},
): Promise<Uint8Array> {
  const { what, limit, sha256 } = wanted;
  const failures: ArtifactFailure[] = [];
  for (const url of urls) {
    options.signal?.throwIfAborted();
    const received = new Received(limit);
    try {
      await receive(url, received, limit, options, () => {});
      if (looksLikeHtml(received.bytes)) throw new MirrorError("html", HTML_SERVED);
      if (sha256 !== undefined && (await received.sha256()) !== sha256)
        throw new MirrorError("wrong-hash", `sent a ${what} that has another hash`);
      return received.bytes.slice();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof MirrorError)) throw error;
      failures.push({ url, fault: error.fault, detail: error.message });
    }
  }
  throw new ArtifactError(what, failures);
}
