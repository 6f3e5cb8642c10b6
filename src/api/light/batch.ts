/**
 * What several validators order: one or more transactions of the voting chain together, because a message costs their engine far more than its bytes.
 *
 *     0x50 ‖ 0x01 ‖ n × (uint32 length, big-endian ‖ transaction)      1 ≤ n ≤ 256
 */
import { ensure } from "../../errors/index.js";

const MAGIC = [0x50, 0x01] as const;
/** The most transactions of one batch. */
export const MOST_IN_BATCH = 256;
const LENGTH = 4;

/** Bytes that a batch takes beside its transactions. */
export const batchOverhead = (count: number): number => MAGIC.length + LENGTH * count;

export function encodeBatch(transactions: readonly Uint8Array[]): Uint8Array {
  const size = transactions.reduce((sum, one) => sum + one.length, batchOverhead(transactions.length));
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  let at: number = MAGIC.length;
  for (const one of transactions) {
    view.setUint32(at, one.length);
    bytes.set(one, at + LENGTH);
    at += LENGTH + one.length;
  }
  return bytes;
}

function ensureForm(fits: boolean): void {
  ensure(fits, "api/batch", "this is not a batch of transactions of a voting chain");
}

/** The transactions of a batch, as views of its bytes. @throws PsephosError `api/batch` */
export function decodeBatch(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  ensureForm(bytes[0] === MAGIC[0] && bytes[1] === MAGIC[1]);
  const transactions: Uint8Array[] = [];
  let at: number = MAGIC.length;
  while (at < bytes.length) {
    ensureForm(at + LENGTH <= bytes.length && transactions.length < MOST_IN_BATCH);
    const begin = at + LENGTH;
    at = begin + view.getUint32(at);
    ensureForm(at > begin && at <= bytes.length);
    transactions.push(bytes.subarray(begin, at));
  }
  ensureForm(transactions.length > 0);
  return transactions;
}
