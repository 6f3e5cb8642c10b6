/** Seeded test randomness: the same sequence on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    [this.#a, this.#b, this.#c, this.#d] = [seed | 0, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
    for (let i = 0; i < 20; i++) this.u32();
  }

  /** xorshift128 (Marsaglia 2003): an integer in [0, 2^32). */
  u32(): number {
    let t = this.#d;
    const s = this.#a;
    [this.#d, this.#c, this.#b] = [this.#c, this.#b, s];
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** An integer in [0, bound), bound up to 2^32. */
  below(bound: number): number {
    return Math.floor((this.u32() / 2 ** 32) * bound);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.u32() & 0xff);
  }

  /** An integer in [0, bound). */
  bigint(bound: bigint): bigint {
    let value = 0n;
    for (let bits = bound.toString(2).length + 64; bits > 0; bits -= 32)
      value = (value << 32n) | BigInt(this.u32());
    return value % bound;
  }
}
