/**
 * A store in memory. Bytes are in large chunks, each after its length, and a map has only their places, as one number each. The places of bytes that were
 * removed, or replaced by longer ones, are used again: a page of a log has the same lengths as the pages before it.
 */
import type { Key, Store } from "./store.js";

/** Bytes of a chunk. Longer bytes have a chunk of their own. */
const CHUNK = 1 << 20;
const LENGTH_BYTES = 4;

/** In place of a chunk whose only bytes were removed. */
const NONE = new DataView(new ArrayBuffer(0));

/** A copy of a key without its parts: a key that was put together would keep all of them in memory, more than its text. */
const compact = (key: Key): Key => new TextDecoder().decode(new TextEncoder().encode(key));

export class MemoryStore implements Store {
  /** `number of the chunk · CHUNK + offset`. */
  readonly #places = new Map<Key, number>();
  readonly #chunks: DataView[] = [];
  /** Unused places, by the length of their bytes. */
  readonly #unused = new Map<number, number[]>();
  /** The chunk that is being filled, and how much of it is. */
  #chunk = 0;
  #filled = CHUNK;

  /** The bytes under a key, valid until the next write. */
  get(key: Key): Uint8Array | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#bytes(place);
  }

  *entries(prefix = ""): Iterable<readonly [Key, Uint8Array]> {
    for (const key of [...this.#places.keys()].filter((one) => one.startsWith(prefix)).sort())
      yield [key, this.get(key)!];
  }

  write(changes: ReadonlyMap<Key, Uint8Array | null>): void {
    for (const [key, bytes] of changes) {
      const place = this.#places.get(key);
      const before = place === undefined ? undefined : this.#bytes(place);
      if (bytes !== null && before?.length === bytes.length) {
        before.set(bytes);
        continue;
      }
      if (place !== undefined) this.#release(place);
      if (bytes === null) this.#places.delete(key);
      else this.#places.set(place === undefined ? compact(key) : key, this.#keep(bytes));
    }
  }

  #bytes(place: number): Uint8Array {
    const view = this.#chunks[Math.floor(place / CHUNK)]!;
    const at = place % CHUNK;
    return new Uint8Array(view.buffer, at + LENGTH_BYTES, view.getUint32(at));
  }

  #release(place: number): void {
    const { length, buffer } = this.#bytes(place);
    if (buffer.byteLength > CHUNK) {
      this.#chunks[Math.floor(place / CHUNK)] = NONE;
      return;
    }
    const others = this.#unused.get(length);
    if (others) others.push(place);
    else this.#unused.set(length, [place]);
  }

  /** Copies bytes to an unused place, or to the end of the last chunk. @returns the place */
  #keep(bytes: Uint8Array): number {
    const place = this.#unused.get(bytes.length)?.pop() ?? this.#newPlace(bytes.length);
    this.#bytes(place).set(bytes);
    return place;
  }

  #newPlace(length: number): number {
    const size = LENGTH_BYTES + length;
    let [chunk, at] = [this.#chunk, this.#filled];
    if (at + size > CHUNK) {
      [chunk, at] = [this.#chunks.length, 0];
      this.#chunks.push(new DataView(new ArrayBuffer(Math.max(size, CHUNK))));
    }
    if (size <= CHUNK) [this.#chunk, this.#filled] = [chunk, at + size];
    this.#chunks[chunk]!.setUint32(at, length);
    return chunk * CHUNK + at;
  }
}
