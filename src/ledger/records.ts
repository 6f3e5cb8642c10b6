/** A growing list of records of one length, in pages, over a draft: a block of votes changes only the last page, independent of the number of earlier votes. */
import { type Draft, keyNumber, type Reader } from "./store.js";

/** Records of a page. */
export const PER_PAGE = 32;

/** The place of a list, and the length of its records. */
export interface RecordList {
  readonly prefix: string;
  /** Bytes of a record. */
  readonly bytes: number;
}

const pageKey = ({ prefix }: RecordList, index: number) =>
  `${prefix}/${keyNumber(Math.floor(index / PER_PAGE))}`;

/** The record at `index`, or undefined past the end. */
export function readRecord(reader: Reader, list: RecordList, index: number): Uint8Array | undefined {
  const page = reader.get(pageKey(list, index));
  const at = (index % PER_PAGE) * list.bytes;
  return page && page.length >= at + list.bytes ? page.subarray(at, at + list.bytes) : undefined;
}

/** Writes the record at `index`: an existing one, or the next one. */
export function writeRecord(draft: Draft, list: RecordList, index: number, record: Uint8Array): void {
  const key = pageKey(list, index);
  const page = draft.get(key) ?? new Uint8Array();
  const at = (index % PER_PAGE) * list.bytes;
  const written = new Uint8Array(Math.max(page.length, at + list.bytes));
  written.set(page);
  written.set(record, at);
  draft.put(key, written);
}

/** Writes a whole list at once. @param records one after the other, in one array, which must not be changed any more */
export function writeRecords(draft: Draft, list: RecordList, records: Uint8Array): void {
  const page = PER_PAGE * list.bytes;
  for (let at = 0; at < records.length; at += page)
    draft.put(pageKey(list, at / list.bytes), records.subarray(at, at + page));
}
