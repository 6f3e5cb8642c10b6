/** Room for bytes that are written once and seldom read: a file, where there is one. */

export interface Scratch {
  /** Writes bytes after all earlier ones. @returns how many bytes came before them */
  append(bytes: Uint8Array): number;
  /** Reads bytes that were appended. @param at what `append` returned for them */
  read(at: number, length: number): Uint8Array;
}

/** Bytes of a chunk. */
const CHUNK = 1 << 20;

/** Room in memory. */
export function memoryScratch(): Scratch {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    append(bytes) {
      const at = size;
      for (let done = 0; done < bytes.length; ) {
        if (size === chunks.length * CHUNK) chunks.push(new Uint8Array(CHUNK));
        const part = bytes.subarray(done, done + CHUNK - (size % CHUNK));
        chunks.at(-1)!.set(part, size % CHUNK);
        done += part.length;
        size += part.length;
      }
      return at;
    },
    read(at, length) {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const from = at + done;
        const part = chunks[Math.floor(from / CHUNK)]!.subarray(from % CHUNK, (from % CHUNK) + length - done);
        bytes.set(part, done);
        done += part.length;
      }
      return bytes;
    },
  };
}
