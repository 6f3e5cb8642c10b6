/** The headers of a bundle's ZIP file: each is a function of the entries, so a reader compares bytes and interprets nothing. */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** An entry: its content is stored, not compressed. */
export interface ZipEntry {
  /** ASCII. */
  readonly name: string;
  readonly bytes: number;
  readonly crc: number;
}

const VERSION = 10;
/** 1 January 1980. */
const DATE = 33;

/** Little-endian integers, one after the other. @param fields `[bytes, value]` */
function integers(fields: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** From the needed version to the length of the extra fields: the same in both headers. */
const common = ({ name, bytes, crc }: ZipEntry) =>
  [
    [2, VERSION],
    [2, 0], // flags
    [2, 0], // stored
    [2, 0], // time
    [2, DATE],
    [4, crc],
    [4, bytes],
    [4, bytes],
    [2, name.length],
    [2, 0], // extra fields
  ] as const;

export const LOCAL_HEADER_BYTES = 30;

/** The header before an entry's content. */
export const localHeader = (entry: ZipEntry): Uint8Array =>
  concatBytes(integers([[4, 0x04034b50], ...common(entry)]), utf8ToBytes(entry.name));

const directoryHeader = (entry: ZipEntry, offset: number): Uint8Array =>
  concatBytes(
    integers([
      [4, 0x02014b50],
      [2, VERSION], // made by
      ...common(entry),
      [2, 0], // comment
      [2, 0], // disk
      [2, 0], // internal attributes
      [4, 0], // external attributes
      [4, offset],
    ]),
    utf8ToBytes(entry.name),
  );

/** Where the content of entries begins and ends. */
const sizeOf = ({ name, bytes }: Omit<ZipEntry, "crc">) => LOCAL_HEADER_BYTES + name.length + bytes;

const DIRECTORY_HEADER_BYTES = 46;
const END_BYTES = 22;

/** Bytes of the whole file with these entries. */
export const containerBytes = (entries: readonly Omit<ZipEntry, "crc">[]): number =>
  entries.reduce((sum, one) => sum + sizeOf(one) + DIRECTORY_HEADER_BYTES + one.name.length, END_BYTES);

/** The directory and the end of the file, after all entries. */
export function directory(entries: readonly ZipEntry[]): Uint8Array {
  let offset = 0;
  const headers = entries.map((entry) => {
    const header = directoryHeader(entry, offset);
    offset += sizeOf(entry);
    return header;
  });
  const all = concatBytes(...headers);
  const end = integers([
    [4, 0x06054b50],
    [2, 0], // disk
    [2, 0], // disk of the directory
    [2, entries.length],
    [2, entries.length],
    [4, all.length],
    [4, offset],
    [2, 0], // comment
  ]);
  return concatBytes(all, end);
}
