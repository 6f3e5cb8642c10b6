/**
 * The storage of the state machine's state: keys and bytes. Reads are synchronous; a block is one atomic write. The durable store is part of
 * the node; this room has one in memory.
 */

/** Text of printable ASCII; the order of keys is that of their bytes. */
export type Key = string;

export interface Reader {
  /** The bytes under a key; the reader must not change them. */
  get(key: Key): Uint8Array | undefined;
}

/** What a ledger needs of a store. */
export interface StateStore extends Reader {
  /** Writes all changes or none; `null` removes a key. */
  write(changes: ReadonlyMap<Key, Uint8Array | null>): void;
}

export interface Store extends StateStore {
  /** All that is stored, in the order of the keys; only what is under keys that begin with a prefix, if one is given. */
  entries(prefix?: string): Iterable<readonly [Key, Uint8Array]>;
}

/** Changes on top of a reader that are not written yet: of a transaction, or of a block. */
export class Draft implements Reader {
  readonly #below: Reader;
  readonly #changes = new Map<Key, Uint8Array | null>();

  constructor(below: Reader) {
    this.#below = below;
  }

  get changes(): ReadonlyMap<Key, Uint8Array | null> {
    return this.#changes;
  }

  get(key: Key): Uint8Array | undefined {
    const own = this.#changes.get(key);
    return own === undefined ? this.#below.get(key) : (own ?? undefined);
  }

  put(key: Key, bytes: Uint8Array): void {
    this.#changes.set(key, bytes);
  }

  remove(key: Key): void {
    this.#changes.set(key, null);
  }

  /** Adds the changes of a draft that was made on top of this one. */
  absorb(other: Draft): void {
    for (const [key, bytes] of other.changes) this.#changes.set(key, bytes);
  }
}

/** A part of a key: integers in hex of a fixed length, so that keys are in the order of the numbers. */
export const keyNumber = (value: number, digits = 8): string => value.toString(16).padStart(digits, "0");
