/** The first reading of a bundle: its container and hashes, its small files, and the declaration of its process. */
import { concatBytes } from "@noble/hashes/utils.js";
import type { Hex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { type Declaration, decodeTransaction } from "../ledger/index.js";
import { hasTransactionForm, parseTransactionLine } from "./documents.js";
import type { BundleManifest } from "./manifest.js";
import { type OpenedBundle, readBundle } from "./read.js";
import type { BundleSource } from "./source.js";
import { LineSplitter } from "./split.js";

/** Files that grow with the votes: they are read line by line, later. */
const LARGE = new Set(["transactions.jsonl", "votes.jsonl"]);

/** The most bytes of a file that is held in memory. A census of all voters of census-7 has 110 MB. */
const MOST = 2 ** 30;

/** The files in their order. A census file or a key may be there several times or not at all. */
const ORDER = [
  /^genesis\.json$/,
  /^process\.json$/,
  /^metadata$/,
  /^census-(?:0|[1-9]\d{0,3})\.pspc$/,
  /^[a-z0-9-]{1,64}\.vkey\.json$/,
  /^[a-z0-9-]{1,64}\.transcript\.json$/,
  /^transactions\.jsonl$/,
  /^record\.json$/,
  /^heads\.jsonl$/,
  /^votes\.jsonl$/,
  /^results\.json$/,
  /^rollup\.json$/,
  /^rollup-batch-key\.json$/,
  /^rollup-open-key\.json$/,
  /^rollup-transactions\.jsonl$/,
];
const REQUIRED = [
  "genesis.json",
  "process.json",
  "transactions.jsonl",
  "record.json",
  "heads.jsonl",
  "votes.jsonl",
];

/** What a bundle has of a rollup: all of these files or none. */
export const ROLLUP = [
  "rollup.json",
  "rollup-batch-key.json",
  "rollup-open-key.json",
  "rollup-transactions.jsonl",
];

/** The longest line of a bundle: a transaction of the longest kind, in base64. */
export const LONGEST_LINE = 6 * 2 ** 20;

/** @throws PsephosError `audit/file` */
function ensureFiles({ files }: BundleManifest): void {
  const names = files.map(({ name }) => name);
  const places = names.map((name) => ORDER.findIndex((form) => form.test(name)));
  const sorted = places.every((place, i) => place >= 0 && (i === 0 || place >= places[i - 1]!));
  const censuses = names.filter((name) => name.endsWith(".pspc"));
  const counted = censuses.every((name, i) => name === `census-${i}.pspc`);
  const once = names.length - censuses.length === new Set(places.filter((place) => place !== 3)).size;
  ensure(sorted && counted && once, "audit/file", "the bundle has unknown files, or files in another order");
  const missing = REQUIRED.find((name) => !names.includes(name));
  ensure(missing === undefined, "audit/file", `the bundle has no ${missing}`);
  const rollup = ROLLUP.filter((name) => names.includes(name)).length;
  ensure(
    rollup === 0 || rollup === ROLLUP.length,
    "audit/file",
    "the bundle has only some of a rollup's files",
  );
}

/** What a first reading found. */
export interface Collected extends OpenedBundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Gives up the memory of the census files, which can be larger than everything else. */
  dropCensuses(): void;
  /** As an attestation in the bundle declares it; nothing is checked. */
  readonly declaration: Declaration | undefined;
  /** Lines of transactions.jsonl. */
  readonly transactions: number;
}

/** A declaration of a process in a line of transactions.jsonl. */
function declarationIn(line: string, processId: Hex): Declaration | undefined {
  if (!hasTransactionForm(line)) return undefined;
  try {
    const tx = decodeTransaction(parseTransactionLine(line).transaction);
    const declares = tx.kind === "attest" && tx.subject === processId && tx.statement.kind === "declared";
    return declares ? tx.statement.declaration : undefined;
  } catch (error) {
    if (error instanceof PsephosError) return undefined; // the replay says what is wrong with it
    throw error;
  }
}

/** Finds the declaration as the lines come. */
class DeclarationSearch {
  readonly #splitter = new LineSplitter(LONGEST_LINE);
  /** A line is wrong: the replay says so, after what comes before it. */
  #broken = false;
  found: Declaration | undefined;
  lines = 0;

  push(part: Uint8Array, processId: Hex): void {
    if (this.#broken) return;
    let lines: readonly string[];
    try {
      lines = this.#splitter.push(part);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      this.#broken = true;
      return;
    }
    this.lines += lines.length;
    for (const line of lines) {
      if (this.found) return;
      this.found = declarationIn(line, processId);
    }
  }
}

/**
 * Reads a bundle once.
 * @param onBytes is told how many bytes of files have been read
 * @throws PsephosError `audit/file`, `audit/manifest`
 */
export async function collectBundle(
  source: BundleSource,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number, all: number) => void,
): Promise<Collected> {
  const files = new Map<string, Uint8Array>();
  const search = new DeclarationSearch();
  let parts: Uint8Array[] = [];
  let [all, done] = [0, 0];
  let processId: Hex | undefined;
  const opened = await readBundle(source, {
    manifest(manifest) {
      ensureFiles(manifest);
      processId = manifest.processId;
      all = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
      const huge = manifest.files.find(({ name, bytes }) => !LARGE.has(name) && bytes > MOST);
      ensure(huge === undefined, "audit/file", `${huge?.name} is too large`);
    },
    content(name, part) {
      signal?.throwIfAborted();
      done += part.length;
      onBytes(done, all);
      if (name === "transactions.jsonl") search.push(part, processId!);
      if (!LARGE.has(name)) parts.push(part.slice());
    },
    end(name) {
      if (!LARGE.has(name)) files.set(name, concatBytes(...parts));
      parts = [];
    },
  });
  const dropCensuses = () => {
    for (const name of files.keys()) if (name.endsWith(".pspc")) files.delete(name);
  };
  return { ...opened, files, dropCensuses, declaration: search.found, transactions: search.lines };
}
