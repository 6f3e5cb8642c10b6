/** Where a bundle's bytes come from. They are read twice: once for the hashes, once for the content. */

/** A file of a page or of Node, bytes, or a function that reads from a byte of the bundle to its end. */
export type BundleSource = Blob | Uint8Array | ((from: number) => AsyncIterable<Uint8Array>);

/** Bytes of a part. */
const PART = 1 << 18;

async function* partsOf(blob: Blob, from: number): AsyncGenerator<Uint8Array> {
  // Slices, because not every browser iterates over a stream.
  for (let at = from; at < blob.size; at += PART)
    yield new Uint8Array(await blob.slice(at, at + PART).arrayBuffer());
}

async function* partsOfBytes(bytes: Uint8Array, from: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += PART) yield bytes.subarray(at, at + PART);
}

/** Begins to read a source. */
export function readSource(source: BundleSource, from = 0): AsyncIterable<Uint8Array> {
  if (typeof source === "function") return source(from);
  return source instanceof Uint8Array ? partsOfBytes(source, from) : partsOf(source, from);
}

/** Reads parts of any length as pieces of wanted lengths. */
export class ByteReader {
  readonly #parts: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(parts: AsyncIterable<Uint8Array>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  /** The next bytes: at least one and at most `most`; undefined at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#parts.next();
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** The next `length` bytes; fewer at the end. */
  async exactly(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const piece = await this.some(length - at);
      if (!piece) return bytes.subarray(0, at);
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Ends the reading before the end. */
  async close(): Promise<void> {
    await this.#parts.return?.();
  }
}
