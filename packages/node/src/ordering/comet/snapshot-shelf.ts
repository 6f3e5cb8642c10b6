/**
 * The snapshots that a node offers to others: made every so many blocks beside the chain, from the state as of that block, and kept in a folder, each in one of its
 * own that gets its name when it is whole.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Failure } from "psephos";
import { type CheckedGenesis, ensureChunk, snapshotChunks } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { NodeStore, PinnedState } from "../../store/index.js";
import { decodeSnapshot, encodeSnapshot, type OfferedSnapshot, SNAPSHOT_FORMAT } from "./snapshot-form.js";

/** What the application offers to the engines of other nodes. */
export interface Snapshots {
  list(): readonly OfferedSnapshot[];
  /** Nothing if there is no such chunk, or no more. */
  chunk(height: number, format: number, index: number): Promise<Uint8Array | undefined>;
  /** The height of the oldest: the engine keeps the blocks after it. */
  readonly oldest: number | undefined;
  /** A block is on the disk. */
  committed(store: NodeStore): void;
  close(): Promise<void>;
}

export interface SnapshotShelfOptions {
  readonly genesis: CheckedGenesis;
  readonly folder: string;
  /** Blocks from one to the next; 0 for none. */
  readonly interval: number;
  /** How many are kept: one that others still fetch outlives the next. */
  readonly kept?: number;
  /** One could not be made, or is damaged. */
  failed(error: Failure): void;
}

const KEPT = 2;
const METADATA = "hashes";
const PARTIAL = ".partial";

const sha256 = (bytes: Uint8Array): Hex => bytesToHex(createHash("sha256").update(bytes).digest());

export class SnapshotShelf implements Snapshots {
  readonly #options: SnapshotShelfOptions;
  /** By height, ascending. */
  readonly #kept = new Map<number, { readonly offered: OfferedSnapshot; readonly chunks: readonly Hex[] }>();
  #making: Promise<void> | undefined;
  #closed = false;

  private constructor(options: SnapshotShelfOptions) {
    this.#options = options;
  }

  /** Reads what is kept; what a killed process left unfinished, and what is damaged, is removed. @throws PsephosError `comet/snapshot-failed` */
  static async open(options: SnapshotShelfOptions): Promise<SnapshotShelf> {
    const shelf = new SnapshotShelf(options);
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      const heights: number[] = [];
      for (const name of await readdir(options.folder)) {
        if (/^[1-9][0-9]*$/.test(name)) heights.push(Number(name));
        else await rm(join(options.folder, name), { recursive: true, force: true });
      }
      for (const height of heights.sort((a, b) => a - b)) await shelf.#read(height);
    } catch (cause) {
      throw new Failure("comet/snapshot-failed", `the folder ${options.folder} cannot be used`, { cause });
    }
    return shelf;
  }

  get oldest(): number | undefined {
    return this.#kept.keys().next().value;
  }

  list(): readonly OfferedSnapshot[] {
    return [...this.#kept.values()].map(({ offered }) => offered);
  }

  async chunk(height: number, format: number, index: number): Promise<Uint8Array | undefined> {
    const kept = format === SNAPSHOT_FORMAT ? this.#kept.get(height) : undefined;
    if (!kept || index >= kept.chunks.length) return undefined;
    try {
      const bytes = new Uint8Array(await readFile(join(this.#folderOf(height), String(index))));
      ensureChunk(kept, index, bytes); // whoever sends a wrong chunk is asked no more
      return bytes;
    } catch (cause) {
      if (!this.#kept.has(height)) return undefined; // it was removed meanwhile
      this.#failed(`the snapshot of block ${height} is damaged, and not offered any more`, cause);
      await this.#remove(height).catch(() => undefined);
      return undefined;
    }
  }

  committed(store: NodeStore): void {
    const { interval } = this.#options;
    if (interval === 0 || store.height % interval !== 0) return;
    if (this.#making || this.#closed || this.#kept.has(store.height)) return;
    this.#making = this.#make(store.pin()).finally(() => {
      this.#making = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#making;
  }

  /** It never rejects. */
  async #make(pinned: PinnedState): Promise<void> {
    const { height } = pinned;
    const folder = this.#folderOf(height);
    const partial = `${folder}${PARTIAL}`;
    try {
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const hashes: Hex[] = [];
      for (const chunk of snapshotChunks(pinned.state)) {
        if (this.#closed) return;
        await writeFile(join(partial, String(hashes.length)), chunk);
        hashes.push(sha256(chunk));
        await turn();
      }
      const offered = encodeSnapshot(this.#options.genesis, height, hashes);
      await writeFile(join(partial, METADATA), offered.metadata);
      await rename(partial, folder);
      this.#kept.set(height, { offered, chunks: hashes });
      const most = this.#options.kept ?? KEPT;
      for (const old of [...this.#kept.keys()].slice(0, -most)) await this.#remove(old);
    } catch (cause) {
      this.#failed(`the snapshot of block ${height} could not be made`, cause);
    } finally {
      pinned.close();
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #read(height: number): Promise<void> {
    const { genesis } = this.#options;
    try {
      const metadata = await readFile(join(this.#folderOf(height), METADATA));
      const hashes = Array.from({ length: Math.floor(metadata.length / 32) }, (_, i) =>
        bytesToHex(metadata.subarray(32 * i, 32 * (i + 1))),
      );
      const offered = encodeSnapshot(genesis, height, hashes);
      const { chunks } = decodeSnapshot(genesis, { ...offered, metadata: new Uint8Array(metadata) });
      this.#kept.set(height, { offered, chunks });
    } catch {
      await this.#remove(height);
    }
  }

  async #remove(height: number): Promise<void> {
    this.#kept.delete(height);
    await rm(this.#folderOf(height), { recursive: true, force: true });
  }

  #folderOf(height: number): string {
    return join(this.#options.folder, String(height));
  }

  #failed(what: string, cause: unknown): void {
    this.#options.failed(new Failure("comet/snapshot-failed", what, { cause }));
  }
}
