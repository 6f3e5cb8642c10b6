/** Where a growing file of a bundle is put while it is made: in memory here, in a file in the command. */
import { concatBytes } from "@noble/hashes/utils.js";

export interface Spool {
  append(bytes: Uint8Array): void | Promise<void>;
  /** All that was appended, in parts. */
  read(): AsyncIterable<Uint8Array>;
}

/** A spool in memory. */
export function memorySpool(): Spool {
  const parts: Uint8Array[] = [];
  return {
    append(bytes) {
      parts.push(bytes);
    },
    async *read() {
      yield concatBytes(...parts);
    },
  };
}
