/**
 * A block as the store has it, all integers big-endian:
 *
 *     uint64 time ‖ state root (32) ‖ uint32 number of transactions n ‖ n × uint32 length ‖ the transactions
 */
import type { ToldBlock } from "psephos/ledger";
import type { Hex } from "viem";

export interface StoredBlock extends ToldBlock {
  /** 32 bytes. */
  readonly stateRoot: Hex;
  /** Milliseconds since 1970 by this node's clock. It is no part of the state. */
  readonly time: number;
}

const HEAD = 8 + 32 + 4;

export function encodeBlock({ time, stateRoot, transactions }: StoredBlock): Uint8Array {
  const lengths = HEAD + 4 * transactions.length;
  const bytes = new Uint8Array(transactions.reduce((sum, one) => sum + one.length, lengths));
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(time));
  bytes.set(Buffer.from(stateRoot.slice(2), "hex"), 8);
  view.setUint32(40, transactions.length);
  let at = lengths;
  for (const [i, one] of transactions.entries()) {
    view.setUint32(HEAD + 4 * i, one.length);
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

/** The block of bytes that `encodeBlock` made; its transactions are views of them. */
export function decodeBlock(height: number, bytes: Uint8Array): StoredBlock {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(40);
  let at = HEAD + 4 * count;
  const transactions = Array.from({ length: count }, (_, i) => {
    const begin = at;
    at += view.getUint32(HEAD + 4 * i);
    return bytes.subarray(begin, at);
  });
  return {
    height,
    time: Number(view.getBigUint64(0)),
    stateRoot: `0x${Buffer.from(bytes.subarray(8, 40)).toString("hex")}`,
    transactions,
  };
}
