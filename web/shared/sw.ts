/**
 * The service worker of all pages, at their root. It keeps the files of each page that is open or was opened before, and none of the others: a voter does not
 * load the organiser's page. They come from its cache from then on: a visit is of one build, whole. What
 * nodes and mirrors say comes from them; if they cannot be reached, what they said before, because pages check everything that they are told. Proofs'
 * files have a cache of their own, by hash, which the pages keep.
 */

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { includeUncontrolled: true }): Promise<readonly { readonly url: string }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetching) => void): void;
}

/** The files of each page of this build, relative to the root, a hash over all of them, and the engine's fused.c. The build puts them here. */
declare const FILES: Readonly<Record<string, readonly string[]>>;
declare const BUILD: string;
declare const FUSED: string;

const KEPT_FILES = FILES;
const scope = self as unknown as Scope;
const PAGES = `psephos-pages-${BUILD}`;
const SAID = "psephos-said-v1";
/** Routes of nodes whose last answer is worth having without a connection. The log and the events are not. */
const WORTH =
  /\/v1\/(?:chain|gateways|genesis|validators|content\/[0-9a-f]{64}|blocks|processes\/0x[0-9a-f]{64}(?:\/(?:keys|census|record|results))?)$/;
/** Bytes of one answer, and how many answers are kept: an election has less than ten, and the oldest go first. */
const LARGEST = 2 ** 26;
const MOST_KEPT = 64;

/** The page that an address is of, if it is one of this build's. */
function pageOf(address: string): string | undefined {
  const root = scope.registration.scope;
  if (!address.startsWith(root)) return undefined;
  const [page = ""] = address.slice(root.length).split(/[/?#]/);
  return Object.hasOwn(KEPT_FILES, page) ? page : undefined;
}

/** As the engine's `hasFusedSimd`, which this file cannot import: it must be whole. */
function hasFusedSimd(): boolean {
  try {
    const wasm = Uint8Array.from(atob(FUSED), (letter) => letter.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    return (exports.fused as () => number)() === 1;
  } catch {
    return false;
  }
}

/** Fills the cache with the files of pages: all of them, or none. Of the kernels, the one that runs here. */
async function keepPages(pages: Iterable<string>): Promise<void> {
  const other = hasFusedSimd() ? "/kernel.generated" : "/fast-kernel.generated";
  const all = [...pages].flatMap((page) => KEPT_FILES[page]!);
  const files = new Set(all.filter((file) => !file.includes(other)));
  const requests = [...files].map(
    (file) =>
      new Request(new URL(file, scope.registration.scope), {
        // An index has the same address in each build: the browser's own cache may have that of the build before.
        cache: file.endsWith(".html") ? "reload" : "default",
      }),
  );
  await (await caches.open(PAGES)).addAll(requests);
}

/** The pages that are open, and those of which the build before is kept. */
async function pagesInUse(): Promise<Set<string>> {
  const open = await scope.clients.matchAll({ includeUncontrolled: true });
  const names = (await caches.keys()).filter((name) => name.startsWith("psephos-pages-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const addresses = [...open, ...kept.flat().filter(({ url }) => url.endsWith("/index.html"))];
  return new Set(addresses.map(({ url }) => pageOf(url)).filter((page) => page !== undefined));
}

scope.addEventListener("install", (event) => {
  event.waitUntil(
    pagesInUse()
      .then(keepPages)
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event) => {
  const clear = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("psephos-pages-") && name !== PAGES);
    await Promise.all(old.map((name) => caches.delete(name)));
    await scope.clients.claim();
  };
  event.waitUntil(clear());
});

/** A file of the build; a folder's address is that of its index. A page that is opened for the first time is kept from now on. */
async function ownFile(event: Fetching, url: URL): Promise<Response> {
  const path = url.pathname.endsWith("/")
    ? `${url.origin}${url.pathname}index.html`
    : url.origin + url.pathname;
  const found = await (await caches.open(PAGES)).match(path);
  const page = pageOf(path);
  if (!found && page !== undefined) event.waitUntil(keepPages([page]).catch(() => {}));
  return found ?? fetch(event.request);
}

/** Pages ask another node before they believe an answer of an earlier visit (`nodes.ts`). */
function marked(before: Response): Response {
  const headers = new Headers(before.headers);
  headers.set("psephos-before", "1");
  return new Response(before.body, { status: before.status, headers });
}

/** Keeps an answer as the newest. What a browser does not let it keep is not kept. */
async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(SAID);
  await cache.delete(request);
  await cache.put(request, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_KEPT)).map((old) => cache.delete(old)));
}

/** What a node says; without a connection what it said last. */
async function said(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    const size = Number(response.headers.get("content-length") ?? 0);
    if (response.ok && size <= LARGEST) await keep(request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const before = await (await caches.open(SAID)).match(request);
    if (before) return marked(before);
    throw error;
  }
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.url.startsWith(scope.registration.scope)) event.respondWith(ownFile(event, url));
  else if (WORTH.test(url.pathname)) event.respondWith(said(request));
});
