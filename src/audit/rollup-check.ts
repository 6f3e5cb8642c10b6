/** A rollup's transcript beside the votes that the chain counted. */
import { fullBallotRules } from "../ballot/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { acceptedVotes, type LedgerState, type ProcessView, transactionId } from "../ledger/index.js";
import { parseJson, scope } from "../process/index.js";
import { ensureTranscriptProcess, parseRollupTranscript, recountTranscript } from "../rollup/index.js";
import { type Collected, LONGEST_LINE } from "./collect.js";
import { parseTransactionLine } from "./documents.js";
import { type Found, many } from "./lines.js";
import { linesOf, readFile } from "./read.js";

const MOST_TRANSCRIPT = 2 ** 28;

/** The votes' transactions, by their ids. They are read again, because only a rollup needs them. */
async function transactionsOf(collected: Collected): Promise<Map<Hex, Uint8Array>> {
  const found = new Map<Hex, Uint8Array>();
  for await (const lines of linesOf(readFile(collected, "transactions.jsonl"), LONGEST_LINE))
    for (const line of lines) {
      const { transaction } = parseTransactionLine(line);
      if (transaction[1] === 0) found.set(toHex(transactionId(transaction)), transaction);
    }
  return found;
}

/**
 * `rollup`. The proofs in the transcript are not verified: the rollup's keys are on the EVM alone, and its contract has verified them if it was settled.
 * @param votes how many came through the chain; the others came through the EVM
 */
export async function checkRollup(
  collected: Collected,
  state: LedgerState,
  view: ProcessView,
  votes: number,
): Promise<Found> {
  const { record, declaration } = view;
  const { contract, params } = declaration;
  const { processId } = record;
  const ballot = fullBallotRules({ ...params, ...params.envelopeType });
  try {
    const document = parseJson(collected.files.get("rollup.json")!, { maxBytes: MOST_TRANSCRIPT });
    const process = { processId, scope: scope({ contract, processId, questionIndex: 0 }), ballot };
    ensureTranscriptProcess(parseRollupTranscript(document), process);
    if (record.logSize > votes)
      return {
        unchecked: true,
        text: `The transcript is of this process. It was not counted again: ${many(record.logSize - votes, "vote")} came through the EVM, and their proofs are there.`,
      };
    const transactions = await transactionsOf(collected);
    const accepted = acceptedVotes(state, view, (id) => transactions.get(id));
    const { claimed } = await recountTranscript(
      { ...(document as object), ballot },
      accepted,
      params.maxVoteOverwrites,
    );
    return {
      text: `The rollup's transcript counts these ${many(accepted.length, "vote")} in ${many(claimed.batches.length, "batch", "batches")}, with these results. Its proofs were not verified: the contract does.`,
      figures: { votes: accepted.length, batches: claimed.batches.length, votesDigest: claimed.votesDigest },
    };
  } catch (cause) {
    if (!(cause instanceof PsephosError) || cause.kind === "failed") throw cause;
    ensure(cause.code !== "audit/file", "audit/file", cause.message);
    throw new Refusal("audit/rollup", cause.message, { cause });
  }
}
