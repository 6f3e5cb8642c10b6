/**
 * One file from several mirrors. The bytes that one mirror gave before it failed are kept, and the next mirror gives the rest (HTTP
 * Range, RFC 9110 section 14); only the whole file's hash decides whether it is accepted. A request tells a mirror nothing about the reader except a
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
  /** In words, with no part of the content. */
  readonly detail: string;
  /** What HTTP says of it, where the fault is `status`. */
  readonly status?: number;
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

/** The options of a download. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long a mirror may send nothing, in milliseconds; 20 000 if left out. */
  readonly stallMs?: number | undefined;
  /**
   * How long a mirror may take in total, in milliseconds; a minute, plus the time for its bytes at 32 KiB a second, if left
   * out. So a host that sends single bytes slowly cannot keep a reader waiting forever.
   */
  readonly totalMs?: number | undefined;
  /** Which addresses may be asked: `public` if left out; `typed` for mirrors that a person named; see `guardedFetch`. */
  readonly reach?: Reach | undefined;
  /** Used in place of the platform's `fetch`; it must not follow redirects when called with `redirect: "manual"`. */
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
    readonly status?: number,
  ) {
    super(message);
  }
}

const failureOf = (url: string, { fault, message, status }: MirrorError): ArtifactFailure => ({
  ...{ url, fault, detail: message },
  ...(status === undefined ? {} : { status }),
});

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
/** The least speed of a mirror, in bytes per millisecond. */
const SLOWEST = 32;

/** The destination of a download; its bytes stay when the download breaks off. */
export interface Destination {
  /** How many bytes it has. */
  readonly length: number;
  append(bytes: Uint8Array): void | Promise<void>;
  /** Removes its bytes. */
  restart(): void | Promise<void>;
  /** The first `count` bytes, or fewer if there are fewer. */
  head(count: number): Uint8Array | Promise<Uint8Array>;
  /** SHA-256 of all its bytes, lower-case hex. */
  sha256(): Promise<string>;
}

/** A download in memory. */
export class Received implements Destination {
  readonly #bytes: Uint8Array;
  #length = 0;

  /**
   * @param size the most bytes that will come
   * @param begun bytes from an earlier download, if fewer than that
   * @throws PsephosError `artifacts/memory` for more than this platform can allocate at once
   */
  constructor(size: number, begun?: Uint8Array) {
    try {
      this.#bytes = new Uint8Array(size);
    } catch (cause) {
      throw new Failure("artifacts/memory", `${size} bytes do not fit into this program's memory`, { cause });
    }
    if (begun && begun.length < size) this.append(begun);
  }

  get length(): number {
    return this.#length;
  }

  /** Its bytes, not copied. */
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

/** Aborts when the mirror sends nothing for too long, when the download takes too long in total, or when the caller aborts. */
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

/** Requests the missing bytes. */
async function request(
  url: string,
  from: number,
  signal: AbortSignal,
  { reach, fetch }: DownloadOptions,
): Promise<Response> {
  // In a compressed answer, a range would count other bytes. Browsers request no compression for a range.
  const headers = { "accept-encoding": "identity", ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  try {
    return await guardedFetch(url, { signal, headers, reach, fetch });
  } catch (error) {
    const fault = error instanceof PsephosError ? FAULTS[error.code] : undefined;
    throw fault ? new MirrorError(fault, (error as Error).message) : error;
  }
}

/** Whether an answer continues at `from`; anything except 206 for exactly that range begins again. */
function continues(response: Response, from: number): boolean {
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  return response.status === 206 && start !== undefined && Number(start) === from;
}

/** Reads a mirror's answer, of at most `limit` bytes including those already received. @throws MirrorError, as the destination */
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
    if (!response.ok) throw new MirrorError("status", `answered ${response.status}`, response.status);
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

/** Accepts the received file, or returns what is wrong with it. */
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
 * Downloads a file from one mirror, or in parts from several. Each is asked at most twice: first to continue after the
 * received bytes, and again if these came from elsewhere and the whole was wrong, or if the answer broke off.
 * @param partial the bytes received before; in the end the whole file, or the bytes received until this failed
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
        const { fault } = error;
        failures.push(failureOf(url, error));
        const wentOn = ["unreachable", "truncated", "stalled"].includes(fault) && partial.length > before;
        const mixed = fault === "wrong-hash" && before > 0;
        if (!wentOn && !mixed) break;
      }
    }
  }
  throw new ArtifactError(wanted.what, failures);
}

/**
 * Downloads a small file whose hash is not known, or is compared by this function, from the first address that has it.
 * @param wanted `what`: its name in errors; `limit`: the most bytes; `sha256`: its hash, if it is known
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
      failures.push(failureOf(url, error));
    }
  }
  throw new ArtifactError(what, failures);
}
