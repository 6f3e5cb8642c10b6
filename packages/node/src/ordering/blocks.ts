/**
 * Applies the next block of the waiting transactions. A block has only transactions that changed the state, so whoever replays it gets the same root
 * from fewer bytes, and strangers cannot fill the chain. What the first application refuses, or finds recorded, is left out, and the rest
 * is applied again: the block that is stored is one that was applied whole, whatever the rules say of refused transactions.
 */
import { Failure, PsephosError } from "psephos";
import type { AppliedBlock, Facts, Ledger, Outcome, TransactionResult } from "psephos/ledger";

/** A transaction that may be in the next block. */
export interface Candidate {
  readonly bytes: Uint8Array;
}

export interface MadeBlock<C extends Candidate> {
  readonly applied: AppliedBlock;
  /** In the order of the block's transactions. */
  readonly included: readonly { readonly waiting: C; readonly outcome: Outcome }[];
  /** Another transaction did the same before. */
  readonly repeated: readonly { readonly waiting: C; readonly outcome: Outcome }[];
  readonly refused: readonly { readonly waiting: C; readonly error: PsephosError }[];
}

const changes = (result: TransactionResult): boolean => result.accepted && !result.outcome.repeated;

const apply = (ledger: Ledger, facts: Facts, height: number, candidates: readonly Candidate[]) =>
  ledger.apply({ height, transactions: candidates.map(({ bytes }) => bytes) }, facts);

/** @throws PsephosError `ordering/apply`, and the errors of the store and the facts */
export async function makeBlock<C extends Candidate>(
  ledger: Ledger,
  facts: Facts,
  candidates: readonly C[],
): Promise<MadeBlock<C>> {
  const height = ledger.height + 1;
  const first = await apply(ledger, facts, height, candidates);
  const refused: { waiting: C; error: PsephosError }[] = [];
  const repeated: { waiting: C; outcome: Outcome }[] = [];
  const kept: C[] = [];
  for (const [i, result] of first.results.entries()) {
    const waiting = candidates[i]!;
    if (!result.accepted) refused.push({ waiting, error: result.error });
    else if (result.outcome.repeated) repeated.push({ waiting, outcome: result.outcome });
    else kept.push(waiting);
  }
  const applied = kept.length === candidates.length ? first : await apply(ledger, facts, height, kept);
  if (!applied.results.every(changes) || Buffer.compare(applied.stateRoot, first.stateRoot) !== 0)
    throw new Failure("ordering/apply", "a transaction that was refused, or repeated, changed the state");
  const included = applied.results.map((result, i) => ({
    waiting: kept[i]!,
    outcome: (result as Extract<TransactionResult, { accepted: true }>).outcome,
  }));
  return { applied, included, repeated, refused };
}

/** Those of the transactions that cannot be checked at all, each with its error: they would stop every block that has them. */
export async function uncheckable<C extends Candidate>(
  ledger: Ledger,
  facts: Facts,
  candidates: readonly C[],
): Promise<{ readonly waiting: C; readonly error: PsephosError }[]> {
  const found: { waiting: C; error: PsephosError }[] = [];
  for (const waiting of candidates) {
    try {
      await ledger.check(waiting.bytes, facts);
    } catch (cause) {
      if (cause instanceof PsephosError && cause.kind === "refused") continue; // the block refuses it too
      found.push({ waiting, error: uncheckableError(cause) });
    }
  }
  return found;
}

/** What the sender of a transaction hears that could not be checked. */
export const uncheckableError = (cause: unknown): PsephosError =>
  cause instanceof PsephosError
    ? cause
    : new Failure("ordering/apply", "the transaction could not be checked", { cause });
