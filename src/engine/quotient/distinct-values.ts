/** Gives numbers to 32-byte values, equal values the same number: an open hash table over eight 32-bit words each. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";

const WORDS = 8;

/** The words of 2^512 mod r and of its negative: 1 and -1 in the form of a key. */
const UNITS = [1n, -1n].map((unit) => {
  const value = (((unit << 512n) % SCALAR_FIELD_ORDER) + SCALAR_FIELD_ORDER) % SCALAR_FIELD_ORDER;
  return Uint32Array.from({ length: WORDS }, (_, i) => Number((value >> BigInt(32 * i)) & 0xffff_ffffn));
});

/** The values so far: 1 has number 0, -1 has number 1. Words are little-endian, as on every WebAssembly host. */
export class DistinctValues {
  #words = new Uint32Array(1 << 12);
  #slots = new Uint32Array(1 << 10);
  #count = 0;

  constructor() {
    for (const unit of UNITS) this.numberOf(unit, 0);
  }

  /** The number of the value in the eight words from `at`. */
  numberOf(source: Uint32Array, at: number): number {
    const slot = this.#find(source, at);
    const found = this.#slots[slot]!;
    if (found !== 0) return found - 1;
    if (WORDS * (this.#count + 1) > this.#words.length) this.#words = grown(this.#words);
    for (let i = 0; i < WORDS; i++) this.#words[WORDS * this.#count + i] = source[at + i]!;
    this.#slots[slot] = ++this.#count;
    if (2 * this.#count > this.#slots.length) this.#rehash();
    return this.#count - 1;
  }

  /** All values, 32 bytes each, in the order of their numbers. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer.slice(0, 4 * WORDS * this.#count));
  }

  /** The slot of a value, or the free slot for it. A slot contains the number plus one, or 0 if it is free. */
  #find(source: Uint32Array, at: number): number {
    const slots = this.#slots;
    const words = this.#words;
    const mask = slots.length - 1;
    // The values are multiples of 2^512 modulo r, so the low words are as good as a hash, also for small coefficients.
    let slot = source[at]! & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const k = WORDS * (found - 1);
      if (
        words[k] === source[at] &&
        words[k + 1] === source[at + 1] &&
        words[k + 2] === source[at + 2] &&
        words[k + 3] === source[at + 3] &&
        words[k + 4] === source[at + 4] &&
        words[k + 5] === source[at + 5] &&
        words[k + 6] === source[at + 6] &&
        words[k + 7] === source[at + 7]
      )
        return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let i = 0; i < this.#count; i++) this.#slots[this.#find(this.#words, WORDS * i)] = i + 1;
  }
}

function grown(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length);
  larger.set(words);
  return larger;
}
