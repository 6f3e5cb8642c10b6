/** A page of blocks as lines, whole or with what is about one process. */
import { setImmediate as turn } from "node:timers/promises";
import { decodeTransaction, encodeBlockLine, subjectOf, ZERO_32 } from "psephos/ledger";
import type { Hex } from "viem";
import type { NodeStore } from "../store/index.js";

interface Page {
  /** A height, from 1. */
  readonly from: number;
  /** Blocks. */
  readonly count: number;
  /** Only transactions about this process, and about the chain's lists; all if left out. */
  readonly process: Hex | undefined;
}

/** Characters after which an answer ends: the rest is asked for again. */
export const PAGE_LENGTH = 8 * 2 ** 20;
/** Bytes of transactions that are looked through for a process: blocks without anything about it make no answer longer, but cost as much. */
const MOST_SEARCHED = 32 * 2 ** 20;
/** Milliseconds of work after which other requests have their turn. */
const TURN = 10;

const LISTS = Buffer.alloc(32);

/** Whether a transaction is about a process, or the lists. Its subject is in it as it is: one without those bytes needs no decoding. */
function isAbout(process: Hex, id: Buffer, bytes: Uint8Array): boolean {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!own.includes(id) && !own.includes(LISTS)) return false;
  const subject = subjectOf(decodeTransaction(bytes));
  return subject === process || subject === ZERO_32;
}

/** The lines of blocks; at least one if there is one, and then up to a length of the answer, and of what is searched. */
export async function blockLines(
  store: Pick<NodeStore, "block" | "height">,
  { from, count, process }: Page,
): Promise<string> {
  let lines = "";
  const id = process && Buffer.from(process.slice(2), "hex");
  let searched = 0;
  let began = performance.now();
  const giveTurn = async () => {
    if (performance.now() - began < TURN) return;
    await turn();
    began = performance.now();
  };
  for (let height = from; height < from + count; height++) {
    if (lines.length > PAGE_LENGTH || searched > MOST_SEARCHED) break;
    const block = height <= store.height ? store.block(height) : undefined;
    if (!block) break;
    let { transactions } = block;
    if (process && id) {
      const own: Uint8Array[] = [];
      for (const bytes of transactions) {
        searched += bytes.length;
        if (isAbout(process, id, bytes)) own.push(bytes);
        await giveTurn();
      }
      transactions = own;
    }
    lines += `${encodeBlockLine({ ...block, transactions })}\n`;
    await giveTurn();
  }
  return lines;
}
