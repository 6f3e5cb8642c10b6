/**
 * The place of each commitment: an open hash table of places, four bytes a slot.
 *
 * An attacker can choose commitments, so the hash has a secret: multiply-add over the words with random odd
 * factors; the high bits are used (Dietzfelbinger et al., 1997).
 */
import type { Records } from "./records.js";

const FREE = 0;
const REMOVED = 0xffff_ffff;
const WORDS = 8;
const MIN_BITS = 6;

export class CommitmentIndex {
  readonly #commitments: Records;
  readonly #factors = crypto.getRandomValues(new Uint32Array(WORDS)).map((factor) => factor | 1);
  #bits = MIN_BITS;
  /** Places plus one. */
  #slots = new Uint32Array(2 ** MIN_BITS);
  /** Slots that are not free, including those of removed places. */
  #used = 0;

  /** @param commitments the column, 32 bytes a place; remove a place before its commitment changes. */
  constructor(commitments: Records) {
    this.#commitments = commitments;
  }

  /** Makes room for `count` more at once. */
  reserve(count: number): void {
    const bits = Math.ceil(Math.log2(2 * (this.#used + count) + 1));
    if (bits > this.#bits) this.#rehash(bits);
  }

  /** The place of the commitment in the eight words from `at`, or -1. */
  find(words: Uint32Array, at = 0): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = this.#start(words, at); slots[slot] !== FREE; slot = (slot + 1) & mask) {
      const place = slots[slot]! - 1;
      if (slots[slot] !== REMOVED && this.#holds(place, words, at)) return place;
    }
    return -1;
  }

  /** Adds a place and returns -1; if its commitment already has a place, returns that one. */
  claim(place: number): number {
    const before = this.find(this.#commitments.words, WORDS * place);
    if (before >= 0) return before;
    this.reserve(1);
    this.#insert(place);
    return -1;
  }

  /** Removes a place; its commitment must still be in the column. */
  remove(place: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#start(this.#commitments.words, WORDS * place);
    while (this.#slots[slot] !== place + 1) slot = (slot + 1) & mask;
    this.#slots[slot] = REMOVED;
  }

  #insert(place: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#start(this.#commitments.words, WORDS * place);
    while (this.#slots[slot] !== FREE) slot = (slot + 1) & mask;
    this.#slots[slot] = place + 1;
    this.#used++;
  }

  #start(words: Uint32Array, at: number): number {
    let sum = 0;
    for (let i = 0; i < WORDS; i++) sum = (sum + Math.imul(words[at + i]!, this.#factors[i]!)) | 0;
    return sum >>> (32 - this.#bits);
  }

  #holds(place: number, words: Uint32Array, at: number): boolean {
    const column = this.#commitments.words;
    for (let i = WORDS - 1; i >= 0; i--) if (column[WORDS * place + i] !== words[at + i]) return false;
    return true;
  }

  #rehash(bits: number): void {
    const places = this.#slots.filter((slot) => slot !== FREE && slot !== REMOVED);
    this.#bits = bits;
    this.#slots = new Uint32Array(2 ** bits);
    this.#used = 0;
    for (const place of places) this.#insert(place - 1);
  }
}
