/** The rule of each kind of transaction, and how a rule is run. */
import type { Hex } from "../bytes/index.js";
import { PsephosError } from "../errors/index.js";
import { type AttestationOutcome, attest } from "./attest.js";
import { type CeremonyOutcome, complain, confirm, deal, reveal } from "./ceremony-rules.js";
import type { Context, Rule } from "./context.js";
import type { Read } from "./recent-transactions.js";
import { type RegistrationOutcome, register } from "./register.js";
import type { Facts, Statement } from "./statements.js";
import { Draft } from "./store.js";
import type { Transaction } from "./tx/types.js";
import { castVote, type VoteOutcome } from "./vote.js";

/** The outcome of a transaction that was not refused. */
export type Outcome = VoteOutcome | RegistrationOutcome | AttestationOutcome | CeremonyOutcome;

/** The outcome of a transaction of a block. */
export type TransactionResult =
  | { readonly accepted: true; readonly outcome: Outcome }
  | { readonly accepted: false; readonly error: PsephosError };

export function ruleOf(context: Context, tx: Transaction, id: Hex): Rule<Outcome> {
  switch (tx.kind) {
    case "anonymous":
    case "named":
      return castVote(context, tx, id);
    case "register":
      return register(context, tx);
    case "attest":
      return attest(context, tx, id);
    case "deal":
      return deal(context, tx);
    case "complain":
      return complain(context, tx);
    case "confirm":
      return confirm(context, tx);
    case "reveal":
      return reveal(context, tx);
  }
}

export async function run<T>(rule: Rule<T>, facts: Facts): Promise<T> {
  let step = rule.next();
  while (!step.done) step = rule.next(await facts.ask(step.value));
  return step.value;
}

/** The first statements that a rule asks about; none if the rule ends before it asks. */
function firstStatements(rule: Rule<unknown>): readonly Statement[] {
  try {
    const step = rule.next();
    return step.done ? [] : step.value;
  } catch (error) {
    if (error instanceof PsephosError) return [];
    throw error;
  }
}

/** The first statements of transactions, each as if it came first. */
export const statementsOf = (context: Context, transactions: readonly Read[]): Statement[] =>
  transactions.flatMap((read) =>
    "error" in read
      ? []
      : firstStatements(
          ruleOf({ ...context, trial: true, draft: new Draft(context.draft) }, read.tx, read.id),
        ),
  );
