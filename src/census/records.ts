/** Records of one size, one after another in an array that grows: a million of them are one object, not a million. */
export class Records {
  /** The bytes of a record, a multiple of 4. */
  readonly size: number;
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);
  #length = 0;

  constructor(size: number) {
    this.size = size;
  }

  get length(): number {
    return this.#length;
  }

  /** All records: a view that becomes stale when records are added. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length * this.size);
  }

  /** The same as 32-bit words, in the machine's order: to compare and hash by. Stale when records are added. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.#words;
  }

  /** Record `index`: a view. */
  at(index: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(index * this.size, (index + 1) * this.size);
  }

  /** Writes record `index`, or adds it if it is the next. */
  set(index: number, record: Uint8Array): void {
    if (index === this.#length) this.#grow(index + 1);
    this.#bytes.set(record, index * this.size);
  }

  /** Adds many at the end. If there were none, the given array is used, not copied. */
  append(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#length === 0) {
      this.#bytes = bytes;
      this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      this.#length = bytes.length / this.size;
      return;
    }
    const at = this.#length * this.size;
    this.#grow(this.#length + bytes.length / this.size);
    this.#bytes.set(bytes, at);
  }

  #grow(length: number): void {
    this.#length = length;
    if (length * this.size <= this.#bytes.length) return;
    const larger = new Uint8Array(this.size * Math.max(16, length + (length >> 1)));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#words = new Uint32Array(larger.buffer);
  }
}
