/**
 * Fetches from untrusted addresses: a process's content URI, a mirror, the target of a redirect. They could lead to
 * this machine or its network, where a router, a database or a cloud's metadata service answers every request. So each address on the way is
 * checked again, and in Node the addresses that a name resolves to are checked when the connection is made, so a name server has no
 * chance to change its answer. A browser follows redirects itself: there only the requested address and the address that answered are
 * checked.
 */
import { ensure, Refusal } from "../errors/index.js";
import { isLoopbackHost, isPublicHost } from "./addresses.js";
import { hasNode, nodeGet } from "./node-get.js";

/**
 * Which addresses may be requested. `public`: only those of the public internet; for an address from a chain, a file or a peer.
 * `typed`: also those of the first address's own origin; for an address that a person typed. `any`: all, including targets of redirects.
 */
export type Reach = "public" | "typed" | "any";

export interface GuardedFetchOptions {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** `public` if left out. */
  readonly reach?: Reach | undefined;
  /** How many redirects are followed, in Node; 5 if left out. */
  readonly redirects?: number;
  /** Used in place of the platform's functions; it must then check the addresses of a name itself. */
  readonly fetch?: typeof fetch | undefined;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function parse(address: string, base?: URL): URL {
  try {
    return new URL(address, base);
  } catch {
    throw new Refusal("net/address", "is not a web address, or led to something that is not one");
  }
}

/** @throws PsephosError `net/address`, `net/insecure`, `net/private-address` */
function check(url: URL, first: URL, previous: URL | undefined, reach: Reach): void {
  const { protocol, hostname } = url;
  ensure(
    url.username === "" && url.password === "",
    "net/address",
    "has, or led to an address with, a user name or a password",
  );
  const plain = protocol === "http:" && isLoopbackHost(hostname) && previous?.protocol !== "https:";
  ensure(protocol === "https:" || plain, "net/insecure", "is not, or led to an address that is not, https");
  ensure(
    reach === "any" || (reach === "typed" && url.origin === first.origin) || isPublicHost(hostname),
    "net/private-address",
    "is, or led to, an address of this machine or of a private network",
  );
}

/**
 * Requests an address (GET), and follows redirects, at most five if nothing else is said. The request tells nothing about the reader: no cookies, no referrer, no
 * validators. It requests no compression. The caller reads the body, with its own bounds.
 * @throws PsephosError `net/address`, `net/insecure`, `net/private-address`, `net/redirects`; what the platform throws if
 *   nobody answers; the signal's reason
 */
export async function guardedFetch(address: string, options: GuardedFetchOptions): Promise<Response> {
  const { signal, headers = {}, reach = "public", redirects = MOST_REDIRECTS, fetch: given } = options;
  const init: RequestInit = {
    ...{ signal, headers, credentials: "omit", referrer: "", referrerPolicy: "no-referrer" },
    cache: "no-store",
  };
  const first = parse(address);
  check(first, first, undefined, reach);
  if (!hasNode()) {
    const response = await (given ?? fetch)(first.href, init);
    check(parse(response.url || first.href), first, first, reach);
    return response;
  }
  for (let url = first, hops = 0; ; hops++) {
    const open = reach === "any" || (reach === "typed" && url.origin === first.origin);
    const response = given
      ? await given(url.href, { ...init, redirect: "manual" })
      : await nodeGet(url, { headers, signal, anywhere: open });
    if (response.url !== "") check(parse(response.url), first, url, reach); // for a `fetch` that followed redirects anyway
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    ensure(hops < redirects, "net/redirects", `redirects more than ${redirects} times`);
    const next = parse(location, url);
    check(next, first, url, reach);
    url = next;
  }
}
