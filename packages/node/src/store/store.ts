/** A node's store in a folder. */
import { statfsSync } from "node:fs";
import { join } from "node:path";
import type { RootDatabase } from "lmdb";
import { Failure, PsephosError, Refusal } from "psephos";
import { type AppliedBlock, type RecordProof, type Store, transactionId } from "psephos/ledger";
import type { Hex } from "viem";
import { decodeBlock, encodeBlock, type StoredBlock } from "./block.js";
import { Censuses, censusesOf, type ReplacedCensus } from "./censuses.js";
import { failure, openEnvironment, plain, type Table, transact } from "./environment.js";
import { giveUpOwnership, ownerOf, takeOwnership } from "./owner.js";
import { decodeRecordProof, encodeRecordProof } from "./record-proof.js";

/** The version of the store's form. */
export const STORE_VERSION = 1;

/** The place of a transaction in the blocks. */
export interface TransactionPlace {
  readonly height: number;
  /** In the block, from 0. */
  readonly index: number;
}

export interface StoreOptions {
  /** Bytes of the disk that stay free: a write that would leave less is refused. 64 MiB if left out. */
  readonly reserve?: number;
}

/** The state as of one block, whatever is written after it. */
export interface PinnedState {
  readonly height: number;
  readonly state: Pick<Store, "get" | "entries">;
  /** What it shows takes room on the disk until then. */
  close(): void;
}

/** Small durable values of other rooms, by name. */
export interface Notes {
  get(name: string): Uint8Array | undefined;
  /** Durable when it returns. @throws PsephosError `store/full`, `store/write`: nothing has changed */
  put(name: string, bytes: Uint8Array): void;
}

interface Tables {
  /** The store's own values: its version. */
  readonly about: Table<string>;
  readonly state: Table<string>;
  /** Blocks by height. */
  readonly blocks: Table<number>;
  /** `uint64 height ‖ uint32 index` by a transaction's id. */
  readonly transactions: Table<Buffer>;
  /** The proofs of the records of counted processes, by the process's id. */
  readonly counted: Table<Buffer>;
  /** The censuses that replaced others; see `censuses.ts`. */
  readonly censuses: Table<Buffer>;
  readonly notes: Table<string>;
}

const RESERVE = 64 * 2 ** 20;
/** Bytes that a change of one key can take beside its value: a page of each level of a table's tree. */
const A_CHANGE = 16_384;

const VERSION = "version";
const idKey = (id: string): Buffer => Buffer.from(id.slice(2), "hex");

function placeBytes(height: number, index: number): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(height));
  bytes.writeUInt32BE(index, 8);
  return bytes;
}

function openTables(environment: RootDatabase): Tables {
  const open = <K extends string | number | Buffer>(name: string, keyEncoding?: "uint32" | "binary") =>
    environment.openDB<Uint8Array, K>({ name, encoding: "binary", ...(keyEncoding && { keyEncoding }) });
  return {
    about: open<string>("about"),
    state: open<string>("state"),
    blocks: open<number>("blocks", "uint32"),
    transactions: open<Buffer>("transactions", "binary"),
    counted: open<Buffer>("counted", "binary"),
    censuses: open<Buffer>("censuses", "binary"),
    notes: open<string>("notes"),
  };
}

/** By its first key: counting keys would read the whole table, whatever its limit is. */
function isEmpty(table: Table<string>): boolean {
  for (const _ of table.getKeys({ limit: 1 })) return false;
  return true;
}

/** @throws PsephosError `store/locked` */
function ensureFree(folder: string, owner: string): void {
  const pid = ownerOf(owner);
  if (pid !== undefined)
    throw new Failure(
      "store/locked",
      `the store in ${folder} is open in ${pid === process.pid ? "this process" : `process ${pid}`}`,
      { hint: "Stop that process first: a store has one process at a time." },
    );
}

/** @throws PsephosError `store/version` */
function ensureVersion(folder: string, about: Table<string>, empty: boolean): void {
  const bytes = about.getBinary(VERSION);
  if (bytes === undefined && empty) return;
  const version = bytes && Buffer.from(bytes).toString();
  if (version !== String(STORE_VERSION))
    throw new Refusal(
      "store/version",
      `the store in ${folder} has ${version === undefined ? "no version" : `version ${version}`}, but this program uses version ${STORE_VERSION}`,
      { hint: "Use the program that made it, or begin in an empty folder and fetch the chain again." },
    );
}

export class NodeStore {
  readonly folder: string;
  /** The state machine's state, for `new Ledger(genesis, store.state)`. */
  readonly state: Store;
  readonly notes: Notes;
  readonly #environment: RootDatabase;
  readonly #tables: Tables;
  readonly #censuses: Censuses;
  readonly #owner: string;
  readonly #reserve: number;
  #height: number;
  /** A transaction is being written: the state's changes join it. */
  #writing = false;
  #closed = false;

  private constructor(
    folder: string,
    environment: RootDatabase,
    tables: Tables,
    owner: string,
    reserve: number,
  ) {
    this.folder = folder;
    this.#environment = environment;
    this.#tables = tables;
    this.#censuses = new Censuses(tables.censuses);
    this.#owner = owner;
    this.#reserve = reserve;
    this.#height = this.#lastHeight();
    this.state = {
      get: (key) => {
        this.#ensureOpen();
        return plain(tables.state.getBinary(key));
      },
      entries: () => this.#entries(),
      write: (changes) => this.#write(() => this.#putState(changes)),
    };
    this.notes = {
      get: (name) => {
        this.#ensureOpen();
        return plain(tables.notes.getBinary(name));
      },
      put: (name, bytes) =>
        this.#write(() => {
          this.#ensureRoom(bytes.length, 1);
          tables.notes.put(name, bytes);
        }),
    };
  }

  /**
   * Opens the store in a folder, or makes it. One process has a store open at a time.
   * @throws PsephosError `store/locked`, `store/version`, `store/open`
   */
  static open(folder: string, { reserve = RESERVE }: StoreOptions = {}): NodeStore {
    const owner = join(folder, "owner");
    let environment: RootDatabase | undefined;
    let owned = false;
    try {
      ensureFree(folder, owner);
      environment = openEnvironment(folder);
      // LMDB lets one process write at a time, so of two that start at once only one takes the store.
      transact(environment, () => {
        ensureFree(folder, owner);
        takeOwnership(owner);
      });
      owned = true;
      const tables = openTables(environment);
      const empty = isEmpty(tables.state);
      ensureVersion(folder, tables.about, empty);
      if (empty) transact(environment, () => tables.about.put(VERSION, Buffer.from(String(STORE_VERSION))));
      return new NodeStore(folder, environment, tables, owner, reserve);
    } catch (error) {
      if (owned) giveUpOwnership(owner);
      void environment?.close();
      if (error instanceof PsephosError) throw error;
      const hint = "Check the folder, its owner and the room on its disk.";
      throw failure("store/open", `the store in ${folder} cannot be opened`, error, hint);
    }
  }

  /** The height of the last block; 0 before the first. */
  get height(): number {
    return this.#height;
  }

  /**
   * Writes a block, the state after it, the places of its transactions, the proofs of the records of those processes whose votes it counted, and the censuses
   * that it replaced: one change, which is on the disk when this returns.
   * @throws PsephosError `store/height`; `store/full`, `store/write`: nothing has changed
   */
  commit(applied: AppliedBlock, block: StoredBlock): void {
    const { height } = block;
    if (height !== this.#height + 1 || applied.height !== height)
      throw new Refusal(
        "store/height",
        `the next block of this store has height ${this.#height + 1}, not ${height}`,
      );
    const censuses = censusesOf(applied, block);
    this.#write(() => {
      applied.commit();
      const { blocks, transactions, counted } = this.#tables;
      const encoded = encodeBlock(block);
      const proofs = applied.counted.map((proof) => [proof.processId, encodeRecordProof(proof)] as const);
      const bytes = proofs.reduce((sum, [, proof]) => sum + proof.length, encoded.length);
      this.#ensureRoom(bytes, block.transactions.length + proofs.length + censuses.length);
      blocks.put(height, encoded);
      this.#censuses.write(censuses);
      for (const [processId, proof] of proofs) counted.put(idKey(processId), proof);
      for (const [index, bytes] of block.transactions.entries())
        transactions.put(Buffer.from(transactionId(bytes)), placeBytes(height, index));
    });
    this.#censuses.written(censuses);
    this.#height = height;
  }

  /** The state as of now, for readers that still need it after the next blocks. */
  pin(): PinnedState {
    this.#ensureOpen();
    const { state } = this.#tables;
    this.#environment.resetReadTxn(); // the present read transaction may be older than the last block
    const transaction = this.#environment.useReadTransaction();
    let closed = false;
    return {
      height: this.#height,
      state: {
        get: (key) => plain(state.get(key, { transaction })),
        *entries() {
          for (const { key, value } of state.getRange({ transaction })) yield [key, plain(value)!] as const;
        },
      },
      close: () => {
        if (closed) return;
        closed = true;
        transaction.done();
      },
    };
  }

  /** A block by its height. Its transactions must not be changed. */
  block(height: number): StoredBlock | undefined {
    this.#ensureOpen();
    const bytes = plain(this.#tables.blocks.getBinary(height));
    return bytes && decodeBlock(height, bytes);
  }

  /** The blocks from one height to another, ascending; to the last one of now if `to` is left out. */
  *blocks(from: number, to = this.#height): Iterable<StoredBlock> {
    for (let height = Math.max(1, from); height <= Math.min(to, this.#height); height++)
      yield this.block(height)!;
  }

  /**
   * The proof of a process's record as of the block in which its votes were counted; undefined before that. Its state root is that block's.
   */
  countedRecord(processId: Hex): RecordProof | undefined {
    this.#ensureOpen();
    const bytes = plain(this.#tables.counted.getBinary(idKey(processId)));
    return bytes && decodeRecordProof(bytes);
  }

  /** The censuses that replaced the declared one of a process, in the order of the chain. */
  replacedCensuses(processId: Hex): readonly ReplacedCensus[] {
    return this.#censuses.of(processId);
  }

  /** The content URIs of all censuses that replaced others. */
  censusUris(): Iterable<string> {
    return this.#censuses.uris();
  }

  /** Where a transaction is, by its id. */
  transaction(id: Hex): TransactionPlace | undefined {
    this.#ensureOpen();
    const found = this.#tables.transactions.getBinary(idKey(id));
    if (!found) return undefined;
    const view = new DataView(found.buffer, found.byteOffset, found.length);
    return { height: Number(view.getBigUint64(0)), index: view.getUint32(8) };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#environment.close();
    giveUpOwnership(this.#owner);
  }

  #ensureOpen(): void {
    if (this.#closed) throw new Failure("store/closed", "the store is closed");
  }

  #lastHeight(): number {
    for (const height of this.#tables.blocks.getKeys({ reverse: true, limit: 1 })) return height;
    return 0;
  }

  *#entries(): Iterable<readonly [string, Uint8Array]> {
    this.#ensureOpen();
    for (const { key, value } of this.#tables.state.getRange({})) yield [key, plain(value)!];
  }

  #putState(changes: ReadonlyMap<string, Uint8Array | null>): void {
    const { state } = this.#tables;
    let size = 0;
    for (const bytes of changes.values()) size += bytes?.length ?? 0;
    this.#ensureRoom(size, changes.size);
    for (const [key, bytes] of changes) {
      if (bytes === null) state.remove(key);
      else state.put(key, bytes);
    }
  }

  /**
   * Refuses a write before the disk is full. LMDB itself would keep its data, but this binding of it can end the process when the
   * system refuses a write.
   * @throws PsephosError `store/full`
   */
  #ensureRoom(bytes: number, changes: number): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const free = bavail * bsize;
    const least = this.#reserve + bytes + changes * A_CHANGE;
    if (free < least)
      throw new Failure(
        "store/full",
        `the disk of ${this.folder} has ${free} bytes free, and the next write needs ${least}`,
        { hint: "Make room on the disk. Nothing has changed, and the node goes on when there is room." },
      );
  }

  /** Does all writes of `change` in one durable transaction, or in the one that is under way. */
  #write(change: () => unknown): void {
    this.#ensureOpen();
    if (this.#writing) {
      change();
      return;
    }
    this.#writing = true;
    try {
      transact(this.#environment, change);
    } catch (error) {
      if (error instanceof PsephosError) throw error;
      throw failure(
        "store/write",
        `the store in ${this.folder} could not be written, and nothing has changed`,
        error,
        "Make room on the disk, or check it.",
      );
    } finally {
      this.#writing = false;
    }
  }
}
