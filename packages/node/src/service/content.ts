/** The files of processes in a folder, by the SHA3-256 that their content URIs state: only those that a process of the chain names are kept. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Failure, METADATA_LIMITS, PsephosError, parseContentUri, parseMetadata, Refusal } from "psephos";
import { type LedgerState, type ProcessView, processViews } from "psephos/ledger";
import type { ReplacedCensus } from "../store/index.js";

/** Bytes that are hashed at once: some milliseconds, after which others get their turn. */
const PIECE = 4 * 2 ** 20;

/** `contentHash` by the system's own code, in turns: a large file of a stranger must not hold up votes. */
/** Places of a file's first and last byte. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

async function hashOfFile(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha3-256");
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    await nextTurn();
  }
  return hash.digest("hex");
}

/** The hash that a content URI states, or undefined. */
function hashOf(uri: string): string | undefined {
  try {
    return uri === "" ? undefined : parseContentUri(uri).hash;
  } catch {
    return undefined; // an organiser's mistake: nothing is kept for it
  }
}

/** The hash of the picture that a metadata file names, or undefined. */
function pictureOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > METADATA_LIMITS.bytes) return undefined;
  try {
    return hashOf(parseMetadata(bytes).headerImage ?? "");
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return undefined; // another file, or encrypted questions
  }
}

/**
 * The hash of a process's census file, or undefined if its URI states none, or the root is none of the process's.
 * @param replaced the censuses that replaced the declared one
 * @param root the present one if left out
 */
export function censusHash(
  { declaration: { params }, record }: ProcessView,
  replaced: readonly ReplacedCensus[],
  root = record.roots.find(({ until }) => until === 0)?.root,
): string | undefined {
  const later = replaced.findLast((census) => census.root === root);
  if (later) return hashOf(later.uri);
  return root === params.censusRoot ? hashOf(params.censusUri) : undefined;
}

export class ContentFolder {
  readonly #folder: string;
  readonly #later: () => Iterable<string>;
  readonly #named = new Set<string>();
  /** Named by metadata files that were kept since the node's start. */
  readonly #pictures = new Set<string>();
  #processes = 0;

  /** @param later gives the content URIs that no declaration has: of censuses that replaced declared ones */
  constructor(folder: string, later: () => Iterable<string> = () => []) {
    this.#folder = folder;
    this.#later = later;
  }

  /** Whether a process of the chain names a file with this hash. Declarations never change, so each is read once. */
  isNamed(state: LedgerState, hash: string): boolean {
    const views = processViews(state, this.#processes);
    for (const { declaration } of views)
      for (const named of [hashOf(declaration.params.metadata), hashOf(declaration.params.censusUri)])
        if (named !== undefined) this.#named.add(named);
    this.#processes += views.length;
    if (this.#named.has(hash)) return true;
    for (const uri of this.#later()) if (hashOf(uri) === hash) return true;
    return false;
  }

  /** Keeps a file that a process of the chain names, or the picture that such a file names, once this is here. @returns its hash. @throws PsephosError `service/unknown-content`, `service/content-store` */
  async putNamed(state: LedgerState, bytes: Uint8Array): Promise<string> {
    const hash = await hashOfFile(bytes);
    const named = this.isNamed(state, hash);
    if (!named && !this.#pictures.has(hash))
      throw new Refusal("service/unknown-content", "no process of this chain names a file with this hash", {
        hint: "Send it when the process is declared. Its content URI must end with ! and the file's SHA3-256.",
      });
    await this.#keep(hash, bytes);
    const picture = named ? pictureOf(bytes) : undefined;
    if (picture !== undefined) this.#pictures.add(picture);
    return hash;
  }

  /** Keeps a file, whole and durable. @returns its hash. @throws PsephosError `service/content-store` */
  async put(bytes: Uint8Array): Promise<string> {
    const hash = await hashOfFile(bytes);
    await this.#keep(hash, bytes);
    return hash;
  }

  async #keep(hash: string, bytes: Uint8Array): Promise<void> {
    const part = join(this.#folder, `${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(part, "wx", 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, join(this.#folder, hash));
    } catch (cause) {
      await rm(part, { force: true });
      throw new Failure("service/content-store", "the node cannot keep files at present", { cause });
    }
  }

  /** A file by its hash, 64 lower-case hex digits; undefined if it is not here. */
  async get(
    hash: string,
  ): Promise<{ readonly bytes: number; readonly stream: (part?: Part) => ReadStream } | undefined> {
    const path = join(this.#folder, hash);
    try {
      const { size } = await stat(path);
      return { bytes: size, stream: (part) => createReadStream(path, part) };
    } catch {
      return undefined;
    }
  }
}
