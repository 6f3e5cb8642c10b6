/** Sorts by bytes of one length, for a million items and more: the bytes are in one array, and most comparisons are of their first six as one number. */
import { readInteger } from "../bytes/index.js";

const PREFIX_BYTES = 6;

/** @param bytesOf what an item is sorted by: `length` bytes, at least six. @returns the items, ascending */
export function sortByBytes<T>(
  items: readonly T[],
  length: number,
  bytesOf: (item: T) => Uint8Array,
): readonly T[] {
  const bytes = new Uint8Array(items.length * length);
  for (const [i, item] of items.entries()) bytes.set(bytesOf(item), i * length);
  const prefixes = Float64Array.from(items, (_, i) => Number(readInteger(bytes, i * length, PREFIX_BYTES)));
  const compare = (a: number, b: number): number => {
    const byPrefix = prefixes[a]! - prefixes[b]!;
    if (byPrefix !== 0) return byPrefix;
    for (let i = PREFIX_BYTES; i < length; i++) {
      const byByte = bytes[a * length + i]! - bytes[b * length + i]!;
      if (byByte !== 0) return byByte;
    }
    return 0;
  };
  return Array.from(Uint32Array.from(items, (_, i) => i).sort(compare), (i) => items[i]!);
}
