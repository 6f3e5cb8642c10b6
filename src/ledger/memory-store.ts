/** A store in memory. Bytes are stored in large chunks, not in one array each: a million votes take a few hundred megabytes. */
import type { Key, Store } from "./store.js";

const CHUNK = 1 << 20;

/** The place of bytes: chunk, offset and length. */
interface Place {
  readonly chunk: Uint8Array;
  readonly at: number;
  readonly length: number;
}

export class MemoryStore implements Store {
  readonly #places = new Map<Key, Place>();
  #chunk = new Uint8Array(CHUNK);
  #used = 0;

  get(key: Key): Uint8Array | undefined {
    const place = this.#places.get(key);
    return place?.chunk.subarray(place.at, place.at + place.length);
  }

  *entries(): Iterable<readonly [Key, Uint8Array]> {
    for (const key of [...this.#places.keys()].sort()) yield [key, this.get(key)!];
  }

  write(changes: ReadonlyMap<Key, Uint8Array | null>): void {
    for (const [key, bytes] of changes) {
      if (bytes === null) this.#places.delete(key);
      else this.#places.set(key, this.#keep(bytes, this.#places.get(key)));
    }
  }

  /** Copies bytes to the end of the last chunk, or over the bytes that they replace. */
  #keep(bytes: Uint8Array, before: Place | undefined): Place {
    const { length } = bytes;
    if (before?.length === length) {
      before.chunk.set(bytes, before.at);
      return before;
    }
    if (length > CHUNK / 4) return { chunk: bytes.slice(), at: 0, length };
    if (this.#used + length > CHUNK) {
      this.#chunk = new Uint8Array(CHUNK);
      this.#used = 0;
    }
    const place = { chunk: this.#chunk, at: this.#used, length };
    this.#chunk.set(bytes, place.at);
    this.#used += length;
    return place;
  }
}
