/**
 * What the state machine keeps its state in: keys and bytes. Reads are synchronous; a block is one write, whole or not at all. The durable store comes
 * with the node; this room has one in memory.
 */

/** Text of printable ASCII; the order of keys is that of their bytes. */
export type Key = string;

export interface Reader {
  /** The bytes under a key; they are not changed by who reads them. */
  get(key: Key): Uint8Array | undefined;
}

export interface Store extends Reader {
  /** All that is stored, in the order of the keys. */
  entries(): Iterable<readonly [Key, Uint8Array]>;
  /** Writes all changes or none; `null` removes a key. */
  write(changes: ReadonlyMap<Key, Uint8Array | null>): void;
}

/** Changes over a reader that have not been written: of a transaction, or of a block. */
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

  /** Takes over the changes of a draft over this one. */
  absorb(other: Draft): void {
    for (const [key, bytes] of other.changes) this.#changes.set(key, bytes);
  }
}

/** A part of a key: integers in hex of a fixed length, so that the order of keys is that of numbers. */
export const keyNumber = (value: number, digits = 8): string => value.toString(16).padStart(digits, "0");
