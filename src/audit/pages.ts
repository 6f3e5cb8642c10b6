/**
 * The pages that a host serves, held to the manifest that the organiser's process announces. Each file of the manifest is asked for as several programs, because a host can
 * answer a browser otherwise than it answers an audit. An `index.html` is asked for by its folder, too: that is what voters open.
 */
import { Refusal } from "../errors/index.js";
import {
  contentHash,
  PAGES_LIMITS,
  PAGES_MANIFEST,
  type PageFile,
  type PageManifest,
  pageFileHash,
  parsePageManifest,
} from "../process/index.js";
import { type Found, grouped, many } from "./lines.js";

/** As whom a file is asked for. */
export const PAGE_CLIENTS = ["program", "chromium", "firefox"] as const;
export type PageClient = (typeof PAGE_CLIENTS)[number];

/** Where pages are. */
export interface PageDoor {
  /** For sentences. */
  readonly place: string;
  /** Whether it answers by who asks, and for folders: a host does, a folder of this machine does not. */
  readonly host: boolean;
  /**
   * A file, or in words why there is none. @param path a file of a manifest, or a folder with / at its end
   * @throws PsephosError of kind `failed` if nobody answers
   */
  get(path: string, as: PageClient, maxBytes: number): Promise<Uint8Array | string>;
}

/** A manifest that pages are held to. */
export interface ExpectedPages {
  /** Who names it, for sentences: "the process announces". */
  readonly by: string;
  /** SHA3-256 of the manifest, as a content URI has it. */
  readonly hash: string;
  /** The manifest, from elsewhere: it says which files differ if the host has another one. */
  readonly manifest: () => Promise<Uint8Array | undefined>;
}

/** A file of the pages, and what is wrong with it. */
export interface PageProblem {
  readonly name: string;
  readonly problem: string;
}

const MOST_SHOWN = 12;

/** The pages are not those that were announced. */
export class PagesRefusal extends Refusal {
  override readonly name: string = "PagesRefusal";
  readonly problems: readonly PageProblem[];

  constructor(place: string, by: string, problems: readonly PageProblem[]) {
    const list = problems.slice(0, MOST_SHOWN).map(({ name, problem }) => `${name} ${problem}`);
    const more = problems.length > MOST_SHOWN ? `; and ${problems.length - MOST_SHOWN} more` : "";
    super("audit/page", `the pages at ${place} are not those that ${by}: ${list.join("; ")}${more}`, {
      hint: "Do not vote on them; tell the organiser, and vote from a copy that is right.",
    });
    this.problems = problems;
  }
}

const AT_ONCE = 6;

/** Some at once, in their order. After the first that fails none is begun. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  const stop = (error: unknown) => {
    next = items.length;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => run().catch(stop)));
}

/** What differs between two lists of files. */
function compareLists(expected: PageManifest, served: PageManifest): PageProblem[] {
  const wanted = new Map(expected.files.map((file) => [file.name, file]));
  const has = new Map(served.files.map((file) => [file.name, file]));
  const problems: PageProblem[] = [];
  for (const { name, sha256 } of served.files) {
    const other = wanted.get(name);
    if (!other) problems.push({ name, problem: "is added" });
    else if (other.sha256 !== sha256) problems.push({ name, problem: "is another file" });
  }
  for (const { name } of expected.files) if (!has.has(name)) problems.push({ name, problem: "is left out" });
  return problems;
}

const readable = (manifest: Uint8Array): PageManifest | undefined => {
  try {
    return parsePageManifest(manifest);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

/** What is wrong with one answer; undefined if nothing is. */
function faultOf({ bytes, sha256 }: PageFile, answer: Uint8Array | string): string | undefined {
  if (typeof answer === "string") return answer;
  return answer.length === bytes && pageFileHash(answer) === sha256 ? undefined : "is another file";
}

const NAMES: Readonly<Record<PageClient, string>> = {
  program: "this program",
  chromium: "Chromium",
  firefox: "Firefox",
};

interface Served {
  readonly door: PageDoor;
  readonly clients: readonly PageClient[];
  readonly onFile: () => void;
}

/** Asks for one file as everybody. */
async function checkFile({ door, clients, onFile }: Served, file: PageFile): Promise<PageProblem[]> {
  const folder = /^(?:.*\/)?index\.html$/.test(file.name) && door.host;
  const paths = folder ? [file.name, file.name.slice(0, -"index.html".length)] : [file.name];
  const problems: PageProblem[] = [];
  for (const path of paths) {
    const faults = new Map<string, PageClient[]>();
    for (const client of clients) {
      const fault = faultOf(file, await door.get(path, client, file.bytes));
      if (fault !== undefined) faults.set(fault, [...(faults.get(fault) ?? []), client]);
    }
    for (const [fault, seen] of faults) {
      const only = seen.length < clients.length ? `, for ${seen.map((one) => NAMES[one]).join(" and ")}` : "";
      problems.push({ name: path === "" ? "/" : path, problem: fault + only });
    }
  }
  onFile();
  return problems;
}

/** The manifest to go by, and what the one that is served has wrong. */
async function referenceOf(door: PageDoor, expected: readonly ExpectedPages[]) {
  const served = await door.get(PAGES_MANIFEST, "program", PAGES_LIMITS.bytes);
  const bytes = typeof served === "string" ? undefined : served;
  const hash = bytes && contentHash(bytes);
  const wrong = expected.find((one) => one.hash !== hash);
  const list = bytes && readable(bytes);
  if (!wrong) {
    const problem = typeof served === "string" ? served : "is not a manifest of pages";
    if (!list) throw new PagesRefusal(door.place, "a manifest names", [{ name: PAGES_MANIFEST, problem }]);
    return { manifest: list, wrong, problems: [] };
  }
  const right = await wrong.manifest();
  const manifest = right && contentHash(right) === wrong.hash ? readable(right) : undefined;
  const own = typeof served === "string" ? served : "is another one";
  const problems = [{ name: PAGES_MANIFEST, problem: own }];
  if (!manifest)
    throw new PagesRefusal(door.place, wrong.by, [
      ...problems,
      { name: "its files", problem: "were not compared, because the right manifest is nowhere to be had" },
    ]);
  return { manifest, wrong, problems: list ? [...problems, ...compareLists(manifest, list)] : problems };
}

/** Of two problems with one file, the first says enough. */
const each = (problems: readonly PageProblem[]): PageProblem[] =>
  [...new Map(problems.toReversed().map((one) => [one.name, one])).values()].toReversed();

export interface PagesOptions {
  /** Those that name a manifest; none: the pages are held to their own. */
  readonly expected: readonly ExpectedPages[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares the pages that a host serves with the manifests that are expected.
 * @throws PagesRefusal `audit/page`, with each file that is not right
 * @throws PsephosError of kind `failed`: the host does not answer
 */
export async function checkPages(
  door: PageDoor,
  { expected, onProgress, signal }: PagesOptions,
): Promise<Found> {
  const { manifest, wrong, problems } = await referenceOf(door, expected);
  const { files } = manifest;
  const clients = door.host ? PAGE_CLIENTS : PAGE_CLIENTS.slice(0, 1);
  let done = 0;
  const found: PageProblem[] = [...problems];
  await forEach(files, async (file) => {
    signal?.throwIfAborted();
    const onFile = () => onProgress?.(++done, files.length);
    found.push(...(await checkFile({ door, clients, onFile }, file)));
  });
  const by = wrong?.by ?? expected[0]?.by ?? "their own manifest names";
  ensureNone(found, door.place, by);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const as = door.host ? ", asked for as three programs," : "";
  const said =
    expected.length === 0
      ? "what their own manifest says, which nobody announced"
      : `those that ${expected.map((one) => one.by).join(" and that ")}`;
  return {
    text: `${many(files.length, "file")} (${grouped(bytes)} bytes) at ${door.place}${as} are ${said}.`,
    figures: { files: files.length, bytes, expected: expected.length },
    unchecked: expected.length === 0,
  };
}

function ensureNone(found: readonly PageProblem[], place: string, by: string): void {
  const problems = each(found).sort((one, other) => (one.name < other.name ? -1 : 1));
  if (problems.length > 0) throw new PagesRefusal(place, by, problems);
}
