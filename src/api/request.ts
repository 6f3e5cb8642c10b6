/** One request to a node: its address, its time, and an answer that is read up to a limit. */
import { readUpTo } from "../bytes/index.js";
import { Failure, Refusal } from "../errors/index.js";
import { errorOf } from "./refusal.js";
import type { Route } from "./routes.js";

export interface ClientOptions {
  /** Used in place of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
  /** Milliseconds for a request and its answer; 30,000 if left out. */
  readonly timeout?: number;
  /** Ends every request. */
  readonly signal?: AbortSignal;
}

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: string | Uint8Array;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** The most bytes of the answer; 8 MiB if left out. */
  readonly maxBytes?: number;
}

const TIMEOUT = 30_000;
const MAX_BYTES = 2 ** 23;
/** The most bytes that are read of an answer that is an error. */
const MAX_ERROR_BYTES = 2 ** 17;

/** @throws PsephosError `api/url` */
export function nodeUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new Refusal("api/url", "the address of a node is https://host or http://host:port", {
      hint: "Leave out a user name, a password, and anything after ? or #.",
    });
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function addressOf(base: URL, { path }: Route, { params = {}, query = {} }: Asked): URL {
  const named = path.replace(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const url = new URL(named.slice(1), base);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/** Reads the whole body. @throws PsephosError `api/too-large` */
const read = (response: Response, most: number): Promise<Uint8Array> =>
  readUpTo(
    response,
    most,
    () => new Failure("api/too-large", `the node's answer has more than ${most} bytes`),
  );

/** What went wrong with a request that got no answer. */
function connectionFailure(error: unknown, base: URL, late: boolean, ended: boolean): Error {
  if (error instanceof Failure || error instanceof Refusal) return error;
  if (ended) return new Failure("api/aborted", "the request was ended by its caller", { cause: error });
  if (late)
    return new Failure("api/timeout", `the node at ${base.host} did not answer in time`, {
      cause: error,
      hint: "What was sent may have arrived. Sending the same vote again is safe: the node answers with its receipt.",
    });
  return new Failure("api/unreachable", `the node at ${base.host} could not be reached`, {
    cause: error,
    hint: "Check the address and the network, and that the node runs.",
  });
}

/** Runs a request, with a time limit and both signals; `use` reads the answer within the same limits. */
export async function send<T>(
  base: URL,
  route: Route,
  asked: Asked,
  options: ClientOptions,
  use: (response: Response) => Promise<T>,
): Promise<T> {
  const { fetch: run = fetch } = options;
  const callers = [options.signal, asked.signal].filter((signal) => signal !== undefined);
  const timer = new AbortController();
  const handle = setTimeout(() => timer.abort(), asked.timeout ?? options.timeout ?? TIMEOUT);
  try {
    const response = await run(addressOf(base, route, asked).href, {
      method: route.method,
      ...(asked.body === undefined
        ? {}
        : { body: asked.body as BodyInit, headers: { "content-type": route.body!.media } }),
      signal: AbortSignal.any([timer.signal, ...callers]),
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    if (!response.ok) {
      const text = new TextDecoder().decode(await read(response, MAX_ERROR_BYTES));
      throw errorOf(response.status, response.headers.get("retry-after"), text);
    }
    return await use(response);
  } catch (error) {
    const ended = callers.some(({ aborted }) => aborted);
    throw connectionFailure(error, base, timer.signal.aborted, ended);
  } finally {
    clearTimeout(handle);
  }
}

export const readBytes = (response: Response, { maxBytes = MAX_BYTES }: Asked): Promise<Uint8Array> =>
  read(response, maxBytes);

/** @throws PsephosError `api/answer`: it is not UTF-8 */
export async function readText(response: Response, asked: Asked): Promise<string> {
  const bytes = await readBytes(response, asked);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Failure("api/answer", "the node's answer is not UTF-8", { cause });
  }
}
