/**
 * Groups a bundle's transactions: windows are checked together, because proofs are verified faster in a batch, and the window after the present one is
 * checked on other threads while the present one is applied.
 */

import type { Facts } from "../ledger/index.js";
import { type PlacedTransaction, parseTransactionLine } from "./documents.js";
import { type BundleReplay, isVote } from "./replay.js";

/** The most transactions of a window. */
export const WINDOW = 2048;
/** A window ends with the transaction that makes it as long as this: as many of the longest ones would not fit into memory. */
const WINDOW_BYTES = 2 ** 24;

/** Windows: of some blocks, or of a part of one. What is before a line that is not in its form comes as well, before the error. @throws PsephosError `audit/history` */
async function* windows(
  groups: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly PlacedTransaction[]> {
  let window: PlacedTransaction[] = [];
  let bytes = 0;
  let wrong: unknown;
  try {
    for await (const lines of groups)
      for (const line of lines) {
        const one = parseTransactionLine(line);
        window.push(one);
        bytes += one.transaction.length;
        if (window.length < WINDOW && bytes < WINDOW_BYTES) continue;
        yield window;
        [window, bytes] = [[], 0];
      }
  } catch (error) {
    wrong = error;
  }
  if (window.length > 0) yield window;
  if (wrong !== undefined) throw wrong;
}

/** A block of a window, or a part of it. */
interface PlacedBlock {
  readonly height: number;
  readonly transactions: readonly Uint8Array[];
}

function blocksOf(window: readonly PlacedTransaction[]): PlacedBlock[] {
  const blocks: { height: number; transactions: Uint8Array[] }[] = [];
  for (const { height, transaction } of window) {
    const last = blocks.at(-1);
    if (last?.height === height) last.transactions.push(transaction);
    else blocks.push({ height, transactions: [transaction] });
  }
  return blocks;
}

/** Asks ahead. An error, or a statement that turns out to be another, comes again when the transactions are applied. */
async function foresee(
  replay: BundleReplay,
  height: number,
  blocks: readonly PlacedBlock[],
  facts: Facts,
): Promise<void> {
  const transactions = blocks.flatMap((block) => block.transactions);
  const statements = replay.foresee(height, transactions);
  if (statements.length > 0) await facts.ask(statements).catch(() => undefined);
}

/**
 * Applies a window. The statements of all its votes are asked before the first of them, and again after anything that is no vote: the process may
 * then be open, or have another question or census.
 */
async function applyWindow(
  replay: BundleReplay,
  blocks: readonly PlacedBlock[],
  facts: Facts,
  next: (height: number) => void,
) {
  let asked = false;
  for (const [i, { height, transactions }] of blocks.entries()) {
    if (!asked && transactions.some(isVote) && height >= replay.ledger.height) {
      await replay.reach(height);
      await foresee(replay, height, blocks.slice(i), facts);
      asked = true;
    }
    if (i === 0) next(height);
    await replay.take(height, transactions);
    if (!transactions.every(isVote)) asked = false;
  }
}

/** What became of a promise: an error of the next window is told after the present one was applied. */
const settled = async <T>(one: Promise<T>): Promise<PromiseSettledResult<T>> =>
  (await Promise.allSettled([one]))[0];

/**
 * Applies all transactions of a bundle.
 * @param groups lines of transactions.jsonl
 * @param onWindow is called after each window
 * @throws PsephosError `audit/history`, `audit/votes`, `audit/proofs`, and what the facts throw
 */
export async function applyAll(
  replay: BundleReplay,
  groups: AsyncIterable<readonly string[]>,
  facts: Facts,
  onWindow: () => void,
): Promise<void> {
  const coming = windows(groups);
  let present = await coming.next();
  while (!present.done) {
    const following = await settled(coming.next());
    const next = (height: number) => {
      if (following.status === "fulfilled" && !following.value.done)
        void foresee(replay, height, blocksOf(following.value.value), facts);
    };
    await applyWindow(replay, blocksOf(present.value), facts, next);
    onWindow();
    if (following.status === "rejected") throw following.reason;
    present = following.value;
  }
  await replay.end();
}
