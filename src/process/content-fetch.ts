/**
 * Fetching a content URI: each address in turn, each IPFS address through each gateway, until one gives the
 * bytes that the hash names. A request tells a mirror nothing about the reader: no cookies, no referrer, and no cache
 * validators, which would recognise a returning voter. A mirror still sees a network address. A URI comes from a
 * chain, so its addresses may not be of this machine or of a private network, by name or by redirect.
 */
import { readUpTo } from "../bytes/index.js";
import { ensure, Failure, PsephosError } from "../errors/index.js";
import { guardedFetch, type Reach } from "../net/index.js";
import { type ContentUri, contentHash, parseContentUri } from "./content-uri.js";

/** Public path gateways, used when the caller names none. The CID (with its path) is put at the end. */
export const IPFS_GATEWAYS: readonly string[] = [
  "https://ipfs.io/ipfs/",
  "https://dweb.link/ipfs/",
  "https://4everland.io/ipfs/",
];

/** How a mirror failed. */
export type MirrorFault =
  | "unreachable"
  | "status"
  | "timeout"
  | "too-large"
  | "insecure-redirect"
  | "private-address"
  | "redirects"
  | "html"
  | "wrong-hash";

/** What one mirror answered in place of the file. */
export interface MirrorFailure {
  url: string;
  fault: MirrorFault;
  /** In words, with no part of the content. */
  detail: string;
}

/** No mirror had the file. Code `process/content-unavailable`. */
export class ContentFetchError extends Failure {
  override readonly name: string = "ContentFetchError";
  /** One entry for each address tried, in order. */
  readonly failures: readonly MirrorFailure[];

  constructor(failures: readonly MirrorFailure[]) {
    const list = failures.map(({ url, detail }) => `\n  ${url}: ${detail}`).join("");
    const forged = failures.some(({ fault }) => fault === "wrong-hash");
    super("process/content-unavailable", `no mirror gave the file:${list}`, {
      hint: forged
        ? "A mirror served something else under this name: do not use it, and tell the organiser."
        : "Try again later, or use other IPFS gateways.",
    });
    this.failures = failures;
  }
}

/**
 * Another form in which IPFS gateways answer, from which it can be seen that the bytes are those of the address: of a CAR, for example. A file's hash in the URI
 * is checked besides.
 */
export interface IpfsForm {
  /** Put behind an address at a gateway, such as `?format=car`. */
  readonly query: string;
  /** The media type that is asked for. */
  readonly accept: string;
  /** How many bytes more than the file's an answer may have. */
  readonly overhead: (bytes: number) => number;
  /**
   * The file in an answer. @param address `CID` or `CID/path`
   * @throws PsephosError if the answer is not the address's
   */
  readonly open: (address: string, answer: Uint8Array, maxBytes: number) => Promise<Uint8Array>;
}

export interface FetchContentOptions {
  /** Prefixes for IPFS addresses, such as `https://ipfs.io/ipfs/`; `IPFS_GATEWAYS` if left out. */
  gateways?: readonly string[];
  /** How IPFS gateways are asked; for the file itself if left out, which only the URI's hash proves. */
  ipfsForm?: IpfsForm;
  /** The most bytes accepted; 1 MiB if left out. */
  maxBytes?: number;
  /** How long one mirror may take to give the whole file, in milliseconds; 20 000 if left out. */
  timeoutMs?: number;
  /** Gives up on everything; the error is then `process/content-aborted`. */
  signal?: AbortSignal;
  /** Accepts a URI without a hash, if something else (a census root) proves the content. */
  allowUnhashed?: boolean;
  /** Accepts a web page, where that is what is asked for; otherwise one without the right hash is called what it is. */
  allowHtml?: boolean;
  /**
   * Accepts addresses of this machine and of private networks in the URI and where a mirror redirects to: for tests and rehearsals.
   * Otherwise only a gateway in `gateways` may have such an address, because the caller named it.
   */
  allowPrivate?: boolean;
  /** Used in place of the platform's `fetch`; it must not follow redirects when called with `redirect: "manual"`. */
  fetch?: typeof fetch;
}

export interface FetchedContent {
  bytes: Uint8Array;
  /** The mirror that gave them. */
  url: string;
  /** Whether the bytes have the hash that the URI states, or `ipfsForm` proved them (false only with `allowUnhashed`). */
  verified: boolean;
}

/** One mirror's failure, before it is added to the list. */
class MirrorError extends Error {
  constructor(
    readonly fault: MirrorFault,
    message: string,
  ) {
    super(message);
  }
}

interface Mirror {
  readonly url: string;
  readonly reach: Reach;
  /** `CID` or `CID/path`, at a gateway. */
  readonly ipfs?: string;
}

/** The URLs to try for a content URI, in order, and which of them the caller chose. */
function mirrorsOf(
  uri: ContentUri,
  { gateways = IPFS_GATEWAYS, allowPrivate = false, ipfsForm }: FetchContentOptions,
): Mirror[] {
  const [chosen, foreign]: [Reach, Reach] = allowPrivate ? ["any", "any"] : ["typed", "public"];
  return uri.addresses.flatMap((address): Mirror[] => {
    if (!address.startsWith("ipfs://")) return [{ url: address, reach: foreign }];
    const ipfs = address.slice("ipfs://".length);
    return gateways.map((gateway) => ({
      url: gateway + ipfs + (ipfsForm?.query ?? ""),
      reach: chosen,
      ipfs,
    }));
  });
}

const FAULTS: Readonly<Record<string, MirrorFault>> = {
  "net/address": "insecure-redirect",
  "net/insecure": "insecure-redirect",
  "net/private-address": "private-address",
  "net/redirects": "redirects",
};

/** Whether the bytes begin like a web page. */
function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 512)); // a broken end does not matter here
  return /^\s*<(?:!doctype\s+html|!--|html|head|body)/i.test(start);
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new MirrorError("too-large", `answered with more than ${maxBytes} bytes`);
  if (Number(response.headers.get("content-length")) > maxBytes) throw tooLarge();
  return readUpTo(response, maxBytes, tooLarge);
}

async function ask(
  { url, reach, ipfs }: Mirror,
  options: FetchContentOptions,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const form = ipfs === undefined ? undefined : options.ipfsForm;
  const headers = form ? { accept: form.accept } : {};
  const response = await guardedFetch(url, { signal, headers, reach, fetch: options.fetch });
  if (!response.ok) throw new MirrorError("status", `answered ${response.status}`);
  if (!form) return readBody(response, maxBytes);
  const answer = await readBody(response, maxBytes + form.overhead(maxBytes));
  try {
    return await form.open(ipfs!, answer, maxBytes);
  } catch (error) {
    if (looksLikeHtml(answer)) throw new MirrorError("html", "answered with a web page instead of the file");
    if (error instanceof PsephosError) throw new MirrorError("wrong-hash", error.message);
    throw error;
  }
}

/** Throws unless `bytes` are what the URI names. */
function examine(bytes: Uint8Array, hash: string | undefined, html: boolean): void {
  if (hash !== undefined && contentHash(bytes) === hash) return;
  if (!html && looksLikeHtml(bytes))
    throw new MirrorError("html", "answered with a web page instead of the file");
  if (hash !== undefined) throw new MirrorError("wrong-hash", "answered with a file that has another hash");
}

/** Asks one mirror, for at most `timeoutMs`, and leaves no connection open. */
async function fromMirror(
  mirror: Mirror,
  hash: string | undefined,
  options: FetchContentOptions,
): Promise<Uint8Array | MirrorFailure> {
  const { maxBytes = 2 ** 20, timeoutMs = 20_000 } = options;
  const { url } = mirror;
  const abort = new AbortController();
  const onAbort = () => abort.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, timeoutMs);
  options.signal?.addEventListener("abort", onAbort);
  try {
    const bytes = await ask(mirror, options, maxBytes, abort.signal);
    examine(bytes, hash, options.allowHtml === true);
    return bytes;
  } catch (error) {
    if (late) return { url, fault: "timeout", detail: `did not answer in full within ${timeoutMs} ms` };
    if (error instanceof MirrorError) return { url, fault: error.fault, detail: error.message };
    const refused = error instanceof PsephosError ? FAULTS[error.code] : undefined;
    if (refused) return { url, fault: refused, detail: (error as Error).message };
    return { url, fault: "unreachable", detail: "could not be reached" };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
    abort.abort();
  }
}

/**
 * Fetches the file that a content URI names.
 * @throws ContentFetchError `process/content-unavailable`, with what each mirror answered
 * @throws PsephosError `process/content-uri`; `process/content-unhashed` where the URI has no hash and
 *   `allowUnhashed` is not set; `process/content-aborted` once `signal` is aborted
 */
export async function fetchContent(
  uri: string | ContentUri,
  options: FetchContentOptions = {},
): Promise<FetchedContent> {
  const parsed = typeof uri === "string" ? parseContentUri(uri) : uri;
  ensure(
    parsed.hash !== undefined || options.allowUnhashed === true,
    "process/content-unhashed",
    "the content URI has no hash, so what a mirror answers cannot be checked",
    "Publish it as …!SHA3-256.",
  );
  const failures: MirrorFailure[] = [];
  for (const mirror of mirrorsOf(parsed, options)) {
    const answer = options.signal?.aborted ? undefined : await fromMirror(mirror, parsed.hash, options);
    if (options.signal?.aborted) {
      throw new Failure("process/content-aborted", "the download was cancelled", {
        cause: options.signal.reason,
      });
    }
    if (answer instanceof Uint8Array)
      return {
        bytes: answer,
        url: mirror.url,
        verified: parsed.hash !== undefined || (mirror.ipfs !== undefined && options.ipfsForm !== undefined),
      };
    if (answer) failures.push(answer);
  }
  throw new ContentFetchError(failures);
}
