/** Numbers words of 32 bytes in the order in which they first come, so that of many equal ones only the first is a big integer. */
import { readWord, viewOf, writeWord } from "../../groth16/index.js";

/** A word's numbers of 32 bits, the least significant first, as every platform of ours has them in memory. */
export const WORD_UNITS = 8;
const LEAST_SLOTS = 1024;

/** The units of words. */
export function unitsOf(words: readonly bigint[]): Uint32Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(4 * WORD_UNITS * words.length));
  words.forEach((word, i) => void writeWord(view, 4 * WORD_UNITS * i, word));
  return new Uint32Array(view.buffer);
}

export class WordNumbers {
  #units = new Uint32Array((WORD_UNITS * LEAST_SLOTS) / 2);
  /** By hash: a number plus one, or 0. A slot that is taken sends on to the next; at most half of them are. */
  #slots = new Uint32Array(LEAST_SLOTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The word with a number. */
  value(number: number): bigint {
    return readWord(viewOf(new Uint8Array(this.#units.buffer)), 4 * WORD_UNITS * number);
  }

  /** The number of the word at units[at]: `count` as it was if the word is new. */
  numberOf(units: Uint32Array, at: number): number {
    const known = this.#units;
    const slots = this.#slots;
    let slot = this.#slotOf(units, at);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
      const number = slots[slot]! - 1;
      let i = 0;
      while (i < WORD_UNITS && known[WORD_UNITS * number + i] === units[at + i]) i++;
      if (i === WORD_UNITS) return number;
    }
    for (let i = 0; i < WORD_UNITS; i++) known[WORD_UNITS * this.#count + i] = units[at + i]!;
    slots[slot] = ++this.#count;
    if (2 * this.#count === slots.length) this.#grow();
    return this.#count - 1;
  }

  #slotOf(units: Uint32Array, at: number): number {
    let hash = 0;
    for (let i = 0; i < WORD_UNITS; i++) {
      hash = Math.imul(hash ^ units[at + i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & (this.#slots.length - 1);
  }

  #grow(): void {
    const units = new Uint32Array(2 * this.#units.length);
    units.set(this.#units);
    this.#units = units;
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let number = 0; number < this.#count; number++) {
      let slot = this.#slotOf(units, WORD_UNITS * number);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = number + 1;
    }
  }
}
