/** Where pages are checked: a host, asked as programs and as browsers do, or a folder of this machine, such as a USB stick. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { PAGE_CLIENTS, type PageClient, type PageDoor } from "../../audit/index.js";
import { readUpTo } from "../../bytes/index.js";
import { ensureAble, Failure, PsephosError } from "../../errors/index.js";
import { guardedFetch } from "../../net/index.js";
import { PAGES_LIMITS, PAGES_MANIFEST } from "../../process/index.js";

/** How browsers name themselves. */
const AGENTS: Readonly<Record<Exclude<PageClient, "program">, string>> = {
  chromium:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

/** What a browser says that it wants, by the end of a name. */
const KINDS: readonly (readonly [end: RegExp, accept: string, destination: string, mode: string])[] = [
  [
    /(?:^|\/|\.html)$/,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "document",
    "navigate",
  ],
  [/\.js$/, "*/*", "script", "cors"],
  [/\.css$/, "text/css,*/*;q=0.1", "style", "no-cors"],
  [/./, "*/*", "empty", "cors"],
];

function headersOf(path: string, as: PageClient): Record<string, string> {
  if (as === "program") return {};
  const [, accept, destination, mode] = KINDS.find(([end]) => end.test(path))!;
  return {
    "user-agent": AGENTS[as],
    accept,
    "accept-language": "en-US,en;q=0.9",
    "accept-encoding": "gzip, deflate, br",
    "sec-fetch-dest": destination,
    "sec-fetch-mode": mode,
    "sec-fetch-site": mode === "navigate" ? "none" : "same-origin",
  };
}

const LATE = 30_000;
/** A compressed answer has fewer bytes than the file, or little more. */
const SLACK = 1024;

/** An answer's bytes as the browser has them. @throws Error if they are not what the header says, or too many */
function decoded(bytes: Uint8Array, encoding: string, maxBytes: number): Uint8Array {
  const bound = { maxOutputLength: maxBytes + 1 };
  if (encoding === "" || encoding === "identity") return bytes;
  if (encoding === "gzip") return gunzipSync(bytes, bound);
  if (encoding === "br") return brotliDecompressSync(bytes, bound);
  if (encoding === "deflate") return inflateSync(bytes, bound);
  throw new Error("an encoding that nobody asked for");
}

const MISSING = "is not there";

/** Headers with which a host changes a page whose bytes are right. */
function changedBy(headers: Headers): string | undefined {
  if (headers.has("refresh")) return "comes with a header that leads elsewhere (refresh)";
  if (headers.has("clear-site-data"))
    return "comes with a header that erases what voters keep (clear-site-data)";
  if (/stylesheet/i.test(headers.get("link") ?? "")) return "comes with a header that adds a style (link)";
  return undefined;
}

async function answerOf(response: Response, maxBytes: number): Promise<Uint8Array | string> {
  const changed = changedBy(response.headers);
  // A body that nobody reads would hold its connection.
  if (!response.ok || changed !== undefined) await response.body?.cancel();
  if (response.status === 404 || response.status === 410) return `${MISSING} (${response.status})`;
  ensureAble(response.ok, "audit/page-host", `the host of the pages answers ${response.status}`);
  if (changed !== undefined) return changed;
  class TooLarge extends Error {}
  try {
    const body = await readUpTo(response, maxBytes + SLACK, () => new TooLarge());
    return decoded(body, response.headers.get("content-encoding") ?? "", maxBytes);
  } catch (error) {
    if (error instanceof TooLarge || error instanceof RangeError) return "is another file";
    throw error;
  }
}

/** The pages of a host. @param root with / at its end */
function hostDoor(root: string, signal: AbortSignal): PageDoor {
  return {
    place: root,
    host: true,
    async get(path, as, maxBytes) {
      const late = AbortSignal.timeout(LATE);
      const asked = { reach: "typed", redirects: 0, headers: headersOf(path, as) } as const;
      try {
        const response = await guardedFetch(new URL(path, root).href, {
          ...asked,
          signal: AbortSignal.any([signal, late]),
        });
        return await answerOf(response, maxBytes);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof PsephosError && cause.code === "net/redirects")
          return "is redirected to another address";
        if (cause instanceof PsephosError) throw cause;
        throw new Failure("audit/page-host", `the host of the pages does not give ${path || "/"}`, {
          cause,
          hint: "Try again later, or check the address.",
        });
      }
    },
  };
}

function folderDoor(folder: string): PageDoor {
  return {
    place: folder,
    host: false,
    async get(path, _, maxBytes) {
      const file = join(folder, ...path.split("/"));
      try {
        if ((await stat(file)).size > maxBytes) return "is another file";
        return new Uint8Array(await readFile(file));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return MISSING;
        throw new Failure("audit/page-host", `the folder of the pages does not give ${path}`, { cause });
      }
    },
  };
}

/** The pages' own folders, one of which an address of a voter may name. */
const OWN = /(?<=\/)(?:vote|organise|observe|check)\/(?:index\.html)?$/;

const folderOf = (path: string): string => `${path.replace(/\/(?:index\.html|pages\.json)?$/, "")}/`;

/**
 * Whether pages are in a folder that has the name of one of them. Nothing may be at its own address: a host could put a false page there, which voters open, and the right
 * pages below it.
 */
async function isFolderOfPages(door: PageDoor): Promise<boolean> {
  if (typeof (await door.get(PAGES_MANIFEST, "program", PAGES_LIMITS.bytes)) === "string") return false;
  const answers = await Promise.all(PAGE_CLIENTS.map((as) => door.get("", as, PAGES_LIMITS.file)));
  return answers.every((answer) => typeof answer === "string" && answer.startsWith(MISSING));
}

/**
 * Where `--page` leads: the root of the pages. A voter's link is taken as it is; what is behind # is not sent.
 * @throws PsephosError `cli/usage`, `audit/page-host`
 */
export async function openPages(page: string, signal: AbortSignal): Promise<PageDoor> {
  if (/^https?:\/\//.test(page) && URL.canParse(page)) {
    const { origin, pathname, search, username, password } = new URL(page);
    // A host may answer them with other pages, so they cannot be left out.
    ensureAble(
      search === "" && username === "" && password === "",
      "cli/usage",
      "--page takes an address without ? and without a user name",
      "A voter's link has neither: ask the organiser where this one comes from.",
    );
    const own = pathname.replace(OWN, "");
    const doors = [pathname, own].map((path) => hostDoor(`${origin}${folderOf(path)}`, signal));
    const [given, above] = doors as [PageDoor, PageDoor];
    return own === pathname || (await isFolderOfPages(given)) ? given : above;
  }
  const folder = await stat(page).catch(() => undefined);
  ensureAble(
    folder?.isDirectory(),
    "cli/usage",
    "--page takes the https address of the pages, or a folder with them",
  );
  return folderDoor(page);
}
