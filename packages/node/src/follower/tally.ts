/** What an oracle reports of a counted process, from its own node's state. */
import { resultsFromJson } from "psephos";
import { type ResultsReport, type TallyPart, tallyPart } from "psephos/contracts";
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
  const { params } = view.declaration;
  const { questions } = resultsFromJson(view.results!);
  if (!params.envelopeType.serial) return [tallyPart({ questions }, BigInt(view.record.counted!.size))];
  return votesByQuestion(state, view).map((count, question) => {
    const first = question * params.maxCount;
    return tallyPart({ questions: questions.slice(first, first + params.maxCount) }, count);
  });
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
