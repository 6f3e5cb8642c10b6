/** The frames of the engine's socket: a message after its length as an unsigned varint (LEB128). */
import { Refusal } from "psephos";

/** The most bytes of a varint that can be a length here. */
const MOST_LENGTH_BYTES = 5;

/** An unsigned varint. @param value a safe integer that is not negative */
export function uvarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}

export const frameOf = (message: Uint8Array): Uint8Array => Buffer.concat([uvarint(message.length), message]);

/** Cuts a stream of bytes into messages. */
export class FrameReader {
  readonly #most: number;
  #chunks: Uint8Array[] = [];
  #size = 0;
  /** The bytes that the next message needs at least, its length included. */
  #needed = 1;

  /** @param most bytes of a message */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Adds bytes of the stream.
   * @returns the messages that are whole now, each in memory of its own
   * @throws PsephosError `comet/frame`: the length is malformed or above the bound. The stream cannot go on.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    const messages: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      const length = this.#lengthAt(bytes, at);
      if (length === undefined) {
        this.#needed = bytes.length - at + 1;
        break;
      }
      const end = length.end + length.value;
      if (end > bytes.length) {
        this.#needed = end - at;
        break;
      }
      messages.push(Uint8Array.prototype.slice.call(bytes, length.end, end)); // a Buffer's own slice is a view
      at = end;
    }
    this.#chunks = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#size = bytes.length - at;
    return messages;
  }

  #lengthAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | undefined {
    let value = 0;
    for (let i = 0; from + i < bytes.length; i++) {
      if (i === MOST_LENGTH_BYTES) throw new Refusal("comet/frame", "the length of a message is malformed");
      const byte = bytes[from + i]!;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte >= 0x80) continue;
      if (value > this.#most)
        throw new Refusal("comet/frame", `a message has ${value} bytes, and at most ${this.#most} are taken`);
      return { value, end: from + i + 1 };
    }
    return undefined;
  }
}
