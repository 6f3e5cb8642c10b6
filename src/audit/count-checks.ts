/** The votes in a readable form, and the results. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { type LedgerState, openedVotes, type ProcessView } from "../ledger/index.js";
import { resultsHash } from "../process/index.js";
import { type Collected, LONGEST_LINE } from "./collect.js";
import { voteLine } from "./documents.js";
import { type Found, grouped, many } from "./lines.js";
import { readFile } from "./read.js";
import { linesOf } from "./split.js";

/** `ballots`. @param onVotes is told how many votes were compared */
export async function checkBallots(
  collected: Collected,
  state: LedgerState,
  view: ProcessView,
  signal: AbortSignal | undefined,
  onVotes: (votes: number) => void,
): Promise<Found> {
  const votes = openedVotes(state, view)[Symbol.iterator]();
  let [compared, counted, unopened] = [0, 0, 0];
  for await (const lines of linesOf(readFile(collected, "votes.jsonl"), LONGEST_LINE)) {
    signal?.throwIfAborted();
    for (const line of lines) {
      const next = votes.next();
      ensure(!next.done, "audit/ballots", "votes.jsonl has more votes than the log");
      ensure(
        line === voteLine(next.value),
        "audit/ballots",
        () => `vote ${grouped(compared + 1)} in votes.jsonl is not the vote in the log`,
      );
      compared += 1;
      if (next.value.counts) counted += 1;
      if (next.value.counts && next.value.ballot === null) unopened += 1;
    }
    onVotes(compared);
  }
  ensure(votes.next().done, "audit/ballots", "votes.jsonl does not have all votes of the log");
  const { encryptedVotes } = view.declaration.params.envelopeType;
  const how = encryptedVotes ? "opened with the keykeepers' keys" : "read";
  const none = unopened > 0 ? ` ${many(unopened, "ballot")} could not be opened.` : "";
  return {
    text: view.record.counted
      ? `${many(counted, "vote")} count, one for each voter${view.record.question > 0 ? " and question" : ""}; ${grouped(compared - counted)} were replaced by their voters. Every ballot was ${how} again.${none}`
      : `${many(compared, "vote")} are in the log; none was opened, because none was counted.`,
    figures: { votes: compared, counted, replaced: compared - counted, unopened },
  };
}

/** `count`. */
export function checkCount({ files }: Collected, { record, results }: ProcessView): Found {
  const told = files.get("results.json");
  if (!record.counted || results === undefined) {
    ensure(!told, "audit/count", "the process was not counted, but the bundle has results");
    return { text: "The process was canceled, or is not over: it has no results.", figures: { counted: 0 } };
  }
  ensure(told, "audit/count", "the process was counted, but the bundle has no results");
  ensure(
    equalBytes(told, utf8ToBytes(results)),
    "audit/count",
    "the votes give other results than results.json has",
  );
  const hash = resultsHash(results);
  ensure(hash === record.counted.resultsHash, "audit/count", "the record has the hash of other results");
  return {
    text: `${many(record.counted.size, "vote")}, counted again, give the results in the bundle (${hash}).`,
    figures: { counted: record.counted.size, resultsHash: hash },
  };
}
