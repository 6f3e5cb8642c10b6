/** The votes that a process counted, in the rollup's form: the log says which ones count, and the blocks have their proofs. */
import { type AcceptedVote, closedVote, openBallot } from "../ballot/index.js";
import { fixedHex, type Hex, parseScalarHex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { LedgerState } from "./context.js";
import { openerOf, readCounted } from "./count.js";
import { hasSealedVotes } from "./finish.js";
import { readCeremony } from "./key-ceremony.js";
import { readEntry, readPackage } from "./log.js";
import type { LedgerProcess } from "./process-record.js";
import { decodeTransaction, transactionId } from "./tx/codec.js";
import type { AnonymousVote, Transaction } from "./tx/types.js";

/** Gives the bytes of a transaction by its id, as in its block; undefined if the transaction is not known. */
export type FindTransaction = (id: Hex) => Uint8Array | undefined;

/** @throws PsephosError `ledger/no-transaction` */
function transactionOf(find: FindTransaction, id: Hex): Transaction {
  const bytes = find(id);
  ensure(
    bytes !== undefined && toHex(transactionId(bytes)) === id,
    "ledger/no-transaction",
    `the transaction ${id} of a counted vote is missing`,
    "Give the transactions of all blocks of the chain.",
  );
  return decodeTransaction(bytes);
}

function voteOfTransaction({ censusRoot, ...vote }: AnonymousVote): AcceptedVote {
  const root = censusRoot === null ? {} : { censusRoot: parseScalarHex(censusRoot, "the census root") };
  return closedVote({ ...vote, ...root });
}

/**
 * The votes that a process counted, for each voter the one that counts, with their ballots opened; ascending by nullifier, so that their
 * order does not show when they arrived.
 *
 * Votes that were included on the EVM are left out: no block has their proofs. A rollup takes them from its inbox.
 * @param find gives the transactions of the chain's blocks
 * @param question of a SERIAL process, from 0
 * @throws PsephosError `ledger/unsupported`: the votes are by name; `ledger/not-counted`; `ledger/no-transaction`: `find` does not give
 *   one of them
 */
export function acceptedVotes(
  state: LedgerState,
  process: LedgerProcess,
  find: FindTransaction,
  question = 0,
): AcceptedVote[] {
  const { record, declaration } = process;
  const { counted, questionStarts } = record;
  ensure(
    declaration.params.envelopeType.anonymous,
    "ledger/unsupported",
    "a rollup proves the count of anonymous votes, and the votes of this process are by name",
  );
  ensure(
    counted,
    "ledger/not-counted",
    "the votes of this process are not counted yet",
    "Ask again when the process has ended: only then is it known which votes count.",
  );
  const ceremony = hasSealedVotes(process) ? readCeremony(state, state, record) : undefined;
  const open = openerOf(process, question, ceremony);
  const first = questionStarts[question] ?? Number.POSITIVE_INFINITY;
  const end = questionStarts[question + 1] ?? Number.POSITIVE_INFINITY;
  const votes: AcceptedVote[] = [];
  for (let place = 0; place < counted.size; place++) {
    const { index, voterId } = readCounted(state, record, place);
    if (index < first || index >= end) continue;
    const transaction = transactionOf(find, readEntry(state, record, index)!.transaction);
    if (transaction.kind !== "anonymous") continue; // oracles attested its inclusion
    const vote = voteOfTransaction(transaction);
    const opened = open(fixedHex(voterId, 32, "a voter id"), readPackage(state, record, index)!);
    votes.push({ ...vote, ballot: opened && openBallot(opened, vote) });
  }
  return votes;
}
