/**
 * The manifest of the pages: which files they have, how long these are, and their hashes. It is beside them, as `pages.json`. An organiser's process names it by a content URI with
 * its hash (`pages` of the questions' document), so that anyone can check what a host serves.
 *
 *     { "type": "psephos-pages", "version": 1,
 *       "files": [ { "name": "assets/vote-x.js", "bytes": 1234, "sha256": "…" }, … ] }
 *
 * One form only: indented by one space, a newline at the end, files in the order of their names' UTF-16 units.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { parseJson } from "./json.js";

/** The manifest's own name, at the root of the pages. */
export const PAGES_MANIFEST = "pages.json";

/** The most bytes of a manifest, files of it, and bytes of a file. */
export const PAGES_LIMITS = { bytes: 2 ** 18, files: 1000, file: 2 ** 25 } as const;

export interface PageFile {
  /** Its path from the root of the pages. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface PageManifest {
  readonly type: "psephos-pages";
  readonly version: 1;
  readonly files: readonly PageFile[];
}

const NAME = /^[A-Za-z0-9_][\w.-]{0,127}(?:\/[A-Za-z0-9_][\w.-]{0,127}){0,7}$/;
const HASH = /^[0-9a-f]{64}$/;

const must = (condition: unknown, what: string) =>
  ensure(condition, "process/page-manifest", `this is not a manifest of pages: ${what}`);

/** The SHA-256 of a page's file, as a manifest writes it. */
export const pageFileHash = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

const inOrder = (one: PageFile, other: PageFile): number => (one.name < other.name ? -1 : 1);

const encode = (files: readonly PageFile[]): string =>
  `${JSON.stringify({ type: "psephos-pages", version: 1, files } satisfies PageManifest, null, 1)}\n`;

/**
 * The manifest of files, in whatever order they are given.
 * @throws PsephosError `process/page-manifest`: a name, a size or their number that no manifest has
 */
export function makePageManifest(files: Iterable<readonly [name: string, bytes: Uint8Array]>): string {
  const listed = [...files].map(([name, bytes]) => ({
    name,
    bytes: bytes.length,
    sha256: pageFileHash(bytes),
  }));
  const text = encode(listed.sort(inOrder));
  parsePageManifest(utf8ToBytes(text));
  return text;
}

function fileOf(value: unknown): PageFile {
  const { name, bytes, sha256 } = (value ?? {}) as PageFile;
  must(typeof name === "string" && NAME.test(name) && name !== PAGES_MANIFEST, "a file has no good name");
  must(Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= PAGES_LIMITS.file, "a file has no good length");
  must(typeof sha256 === "string" && HASH.test(sha256), "a file has no SHA-256");
  return { name, bytes, sha256 };
}

/** @throws PsephosError `process/page-manifest`; `process/json-…` */
export function parsePageManifest(bytes: Uint8Array): PageManifest {
  const document = parseJson(bytes, { maxBytes: PAGES_LIMITS.bytes, integers: true });
  const { type, version, files } = (document ?? {}) as unknown as PageManifest;
  must(type === "psephos-pages" && version === 1, "it has another type or version");
  must(
    Array.isArray(files) && files.length > 0 && files.length <= PAGES_LIMITS.files,
    `it has no list of 1 to ${PAGES_LIMITS.files} files`,
  );
  const read = files.map(fileOf);
  must(
    read.every((file, i) => i === 0 || inOrder(read[i - 1]!, file) < 0),
    "its files are not in order, each once",
  );
  must(encode(read) === new TextDecoder().decode(bytes), "it is not in its one form");
  return { type, version, files: read };
}
