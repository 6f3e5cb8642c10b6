/**
 * A number for each of many ids of one length, for millions of them: the ids are one after the other in large chunks, and an open-addressing table has their places. 41 to 47 bytes
 * for an id of 32.
 */
import { randomBytes } from "@noble/hashes/utils.js";

/** Ids of a chunk. */
const PER_CHUNK = 1 << 15;
const LEAST_SLOTS = 1 << 10;

interface Chunk {
  readonly ids: Uint8Array;
  readonly values: Uint32Array;
}

export class IdTable {
  readonly #bytes: number;
  readonly #chunks: Chunk[] = [];
  /** Whoever chooses ids cannot make all of them meet in one slot. */
  readonly #seed: Uint32Array;
  /** An id's number plus one; 0 for an empty slot. */
  #slots = new Uint32Array(LEAST_SLOTS);
  #size = 0;

  /** @param bytes of an id, a multiple of 4 */
  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#seed = new Uint32Array(randomBytes(bytes).slice().buffer);
  }

  get size(): number {
    return this.#size;
  }

  /** The value of an id, or undefined. */
  get(id: Uint8Array): number | undefined {
    const number = this.#slots[this.#slotOf(id)]! - 1;
    return number < 0 ? undefined : this.#chunkOf(number).values[number % PER_CHUNK]!;
  }

  /** @param value below 2^32 */
  set(id: Uint8Array, value: number): void {
    let slot = this.#slotOf(id);
    if (this.#slots[slot] === 0) {
      if (4 * (this.#size + 1) > 3 * this.#slots.length) {
        this.#grow();
        slot = this.#slotOf(id);
      }
      this.#append(id);
      this.#slots[slot] = this.#size;
    }
    const number = this.#slots[slot]! - 1;
    this.#chunkOf(number).values[number % PER_CHUNK] = value;
  }

  #chunkOf(number: number): Chunk {
    return this.#chunks[Math.floor(number / PER_CHUNK)]!;
  }

  #append(id: Uint8Array): void {
    if (this.#size % PER_CHUNK === 0)
      this.#chunks.push({
        ids: new Uint8Array(PER_CHUNK * this.#bytes),
        values: new Uint32Array(PER_CHUNK),
      });
    this.#chunkOf(this.#size).ids.set(id, (this.#size % PER_CHUNK) * this.#bytes);
    this.#size += 1;
  }

  /** The slot of an id, or the empty one in which it belongs. */
  #slotOf(id: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(id, 0) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask)
      if (this.#isAt(this.#slots[slot]! - 1, id)) break;
    return slot;
  }

  #isAt(number: number, id: Uint8Array): boolean {
    const { ids } = this.#chunkOf(number);
    const at = (number % PER_CHUNK) * this.#bytes;
    for (let i = this.#bytes - 1; i >= 0; i--) if (ids[at + i] !== id[i]) return false;
    return true;
  }

  /** Of the id at `at`: each of its words is mixed in with a secret one. */
  #hash(bytes: Uint8Array, at: number): number {
    let hash = 0;
    for (const [i, secret] of this.#seed.entries()) {
      const from = at + 4 * i;
      const word =
        bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24);
      hash = Math.imul(hash ^ word ^ secret, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      const { ids } = this.#chunkOf(number);
      let slot = this.#hash(ids, (number % PER_CHUNK) * this.#bytes) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}
