/**
 * Groups a bundle's transactions: windows are checked together, because proofs are verified faster in a batch, and the window after the present one is
 * checked on other threads while the present one is applied.
 */

import type { Facts } from "../ledger/index.js";
import { type PlacedTransaction, parseTransactionLine } from "./documents.js";
import { type BundleReplay, isVote } from "./replay.js";

/** Transactions of a window, about. A window ends with a block. */
const WINDOW = 2048;

/** Windows of whole blocks. @throws PsephosError `audit/history` */
async function* windows(
  groups: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly PlacedTransaction[]> {
  let window: PlacedTransaction[] = [];
  for await (const lines of groups)
    for (const line of lines) {
      const one = parseTransactionLine(line);
      if (window.length >= WINDOW && one.height !== window.at(-1)!.height) {
        yield window;
        window = [];
      }
      window.push(one);
    }
  if (window.length > 0) yield window;
}

/** A block of a window. */
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
  { ledger }: BundleReplay,
  blocks: readonly PlacedBlock[],
  facts: Facts,
): Promise<void> {
  const statements = ledger.foresee(blocks.flatMap(({ transactions }) => transactions));
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
  next: () => void,
) {
  let asked = false;
  for (const [i, { height, transactions }] of blocks.entries()) {
    if (!asked && transactions.some(isVote) && height > replay.ledger.height) {
      await replay.ledger.pass(height - 1);
      await foresee(replay, blocks.slice(i), facts);
      asked = true;
    }
    if (i === 0) next();
    await replay.block(height, transactions);
    if (!transactions.every(isVote)) asked = false;
  }
}

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
    const following = await coming.next();
    const next = () => void (following.done || foresee(replay, blocksOf(following.value), facts));
    await applyWindow(replay, blocksOf(present.value), facts, next);
    onWindow();
    present = following;
  }
  await replay.end();
}
