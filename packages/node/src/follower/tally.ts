/** What an oracle reports of a counted process, from its own node's state. */
import { resultsFromJson } from "psephos";
import { type ResultsReport, type TallyPart, tallyParts } from "psephos/contracts";
import { type LedgerState, loggedVote, type ProcessView } from "psephos/ledger";

/** How many votes count for each question of a SERIAL process. */
function votesByQuestion(state: LedgerState, view: ProcessView): bigint[] {
  const { logSize, questionStarts } = view.record;
  const counts = Array<bigint>(view.declaration.params.questionCount).fill(0n);
  let question = 0;
  for (let index = 0; index < logSize; index++) {
    while (index >= (questionStarts[question + 1] ?? Number.POSITIVE_INFINITY)) question++;
    if (loggedVote(state, view, index)!.counts) counts[question]! += 1n;
  }
  return counts;
}

/** The results as the results contract takes them: one part, or one for each question of a SERIAL process. */
function partsOf(state: LedgerState, view: ProcessView): TallyPart[] {
  const { serial } = view.declaration.params.envelopeType;
  const counts = serial ? votesByQuestion(state, view) : [BigInt(view.record.counted!.size)];
  return tallyParts(resultsFromJson(view.results!, counts.length), counts);
}

/**
 * The report of a counted process. The height is the one at which it ended: the same for all oracles, and not below the last block that the
 * contract asks for.
 */
export function reportOf(state: LedgerState, view: ProcessView): ResultsReport {
  const { processId, endedAt, counted } = view.record;
  return {
    processId,
    votingHeight: BigInt(endedAt),
    parts: partsOf(state, view),
    resultsHash: counted!.resultsHash,
  };
}
