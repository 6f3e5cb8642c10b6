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
import { adopted, baseOf, entriesOf, lastKey, noteVersion, openTables, type Tables } from "./tables.js";

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

/** A state that is restored beside the present one. */
export interface RestoringState {
  /** Empty at first. */
  readonly state: Store;
  /**
   * Puts it in the place of the present state, as the one after the block of a height: one durable change.
   * @param also other writes that belong to it
   */
  adopt(height: number, also: () => void): void;
  discard(): void;
}

/** Small durable values of other rooms, by name. */
export interface Notes {
  get(name: string): Uint8Array | undefined;
  /** Durable when it returns. @throws PsephosError `store/full`, `store/write`: nothing has changed */
  put(name: string, bytes: Uint8Array): void;
}

const RESERVE = 64 * 2 ** 20;
/** Bytes that a change of one key can take beside its value: a page of each level of a table's tree. */
const A_CHANGE = 16_384;

const idKey = (id: string): Buffer => Buffer.from(id.slice(2), "hex");

function placeBytes(height: number, index: number): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(height));
  bytes.writeUInt32BE(index, 8);
  return bytes;
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

export class NodeStore {
  readonly folder: string;
  /** The state machine's state, for `new Ledger(genesis, store.state)`. */
  readonly state: Store;
  readonly notes: Notes;
  readonly #environment: RootDatabase;
  #tables: Tables;
  readonly #censuses: Censuses;
  readonly #owner: string;
  readonly #reserve: number;
  #base: number;
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
    this.#base = baseOf(tables);
    this.#height = Math.max(this.#base, lastKey(tables.blocks) ?? 0);
    this.state = {
      get: (key) => {
        return plain(this.#stateTable().getBinary(key));
      },
      entries: (prefix) => entriesOf(this.#stateTable(), prefix),
      write: (changes) => this.#write(() => this.#putState(this.#tables.state, changes)),
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
      noteVersion(folder, environment, tables);
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

  /** The height of the snapshot that the store began with: it has no block up to that one. 0 if it has all blocks. */
  get base(): number {
    return this.#base;
  }

  /**
   * Begins to restore a state in the place of the present one, which stays until then. An earlier one that was not adopted is dropped.
   * @throws PsephosError `store/has-blocks`; those of a write
   */
  restore(): RestoringState {
    const { spare, blocks } = this.#tables;
    if (lastKey(blocks) !== undefined)
      throw new Refusal("store/has-blocks", "a store that has blocks takes no snapshot", {
        hint: "Join again with an empty home, and a new key if it was a validator's.",
      });
    const clear = () => this.#write(() => void spare.clearSync());
    clear();
    return {
      state: {
        get: (key) => plain(spare.getBinary(key)),
        entries: (prefix) => entriesOf(spare, prefix),
        write: (changes) => this.#write(() => this.#putState(spare, changes)),
      },
      adopt: (height, also) => {
        this.#write(() => {
          adopted(this.#tables, height);
          also();
        });
        const { state } = this.#tables;
        this.#tables = { ...this.#tables, state: spare, spare: state };
        this.#base = height;
        this.#height = height;
        this.#write(() => void state.clearSync());
      },
      discard: clear,
    };
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
        entries: (prefix) => entriesOf(state, prefix, transaction),
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
    for (let height = Math.max(this.#base + 1, from); height <= Math.min(to, this.#height); height++)
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

  #stateTable(): Table<string> {
    this.#ensureOpen();
    return this.#tables.state;
  }

  #putState(table: Table<string>, changes: ReadonlyMap<string, Uint8Array | null>): void {
    let size = 0;
    for (const bytes of changes.values()) size += bytes?.length ?? 0;
    this.#ensureRoom(size, changes.size);
    for (const [key, bytes] of changes) {
      if (bytes === null) table.remove(key);
      else table.put(key, bytes);
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
