/**
 * The proof of a process's record as the store has it, all integers big-endian:
 *
 *     uint64 height ‖ hash of the lists (32) ‖ uint32 index ‖ uint32 size ‖ uint32 length of the path n ‖ n × hash (32) ‖ the record
 */
import type { RecordProof } from "psephos/ledger";

const HASH = 32;
const HEAD = 8 + HASH + 4 + 4 + 4;

export function encodeRecordProof({ record, inclusion, height, listsHash }: RecordProof): Uint8Array {
  const { index, size, path } = inclusion;
  const bytes = new Uint8Array(HEAD + HASH * path.length + record.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(height));
  bytes.set(listsHash, 8);
  for (const [i, value] of [index, size, path.length].entries()) view.setUint32(8 + HASH + 4 * i, value);
  for (const [i, hash] of path.entries()) bytes.set(hash, HEAD + HASH * i);
  bytes.set(record, HEAD + HASH * path.length);
  return bytes;
}

/** The proof of bytes that `encodeRecordProof` made; its parts are views of them. */
export function decodeRecordProof(bytes: Uint8Array): RecordProof {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [index, size, length] = [0, 1, 2].map((i) => view.getUint32(8 + HASH + 4 * i)) as [
    number,
    number,
    number,
  ];
  const end = HEAD + HASH * length;
  const path = Array.from({ length }, (_, i) => bytes.subarray(HEAD + HASH * i, HEAD + HASH * (i + 1)));
  return {
    record: bytes.subarray(end),
    inclusion: { index, size, path },
    height: Number(view.getBigUint64(0)),
    listsHash: bytes.subarray(8, 8 + HASH),
  };
}
