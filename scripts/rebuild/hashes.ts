/** build-hashes.json: the SHA-256, in lower-case hex, of what the sources must build. The rebuilds compare with it, or rewrite it. */
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ensure } from "../../src/errors/index.js";

export const ROOT = join(import.meta.dirname, "..", "..");
const FILE = join(ROOT, "build-hashes.json");

export interface CircuitHashes {
  readonly r1cs: string;
  readonly wasm: string;
  /** Of the voters' witness program, for a circuit that has one. */
  readonly pwit?: string;
}

export interface KeyHashes {
  readonly zkey: string;
  readonly verificationKey: string;
  /** Of the compact form for voters, where there is one. */
  readonly pkey?: string;
}

export interface BuildHashes {
  readonly circuits: Readonly<Record<string, CircuitHashes>>;
  readonly developmentKeys: Readonly<Record<string, KeyHashes>>;
  /** Of the bytecode that deploys a contract. */
  readonly contracts: Readonly<Record<string, string>>;
  readonly poseidon: Readonly<Record<string, string>>;
  /** Of the worker's script. */
  readonly worker: string;
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** @param file another file than the repository's, for tests */
export const readHashes = (file = FILE): BuildHashes => JSON.parse(readFileSync(file, "utf8")) as BuildHashes;

/** Writes one section; the others stay as they are. */
export function writeHashes<Section extends keyof BuildHashes>(
  section: Section,
  hashes: BuildHashes[Section],
  file = FILE,
): void {
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...readHashes(file), [section]: hashes }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** What a rebuild says of a result that has the committed hashes, and of one that has not. */
export const comparison = (built: unknown, committed: unknown): string =>
  isDeepStrictEqual(built, committed) ? "equal to the committed hash" : "NOT equal to the committed hash";

/**
 * Compares whole sections: what is committed and no longer built counts as well.
 * @param update the command that commits the new hashes
 * @throws PsephosError `build/hash`, with the names that differ
 */
export function ensureCommitted(
  built: Readonly<Record<string, unknown>>,
  committed: Readonly<Record<string, unknown>> = {},
  update: string,
): void {
  const names = [...new Set([...Object.keys(built), ...Object.keys(committed)])];
  const wrong = names.filter((name) => !isDeepStrictEqual(built[name], committed[name]));
  ensure(
    wrong.length === 0,
    "build/hash",
    () => `not what the hashes in build-hashes.json say: ${wrong.join(", ")}`,
    `after a wanted change: ${update}`,
  );
}
