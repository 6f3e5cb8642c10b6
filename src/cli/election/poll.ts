/** The example's question sheet: what is voted on, as a process would declare it. */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { VotingProcess } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { Census, readCensusCsv } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { contentHash } from "../../process/index.js";

/** Titles of the values, by field. */
export const QUESTIONS = [
  { title: "Where should the new library stand?", choices: ["Harbour", "Old mill", "Market"] },
  { title: "Should it open on Sundays?", choices: ["No", "Yes", "Abstain"] },
] as const;

/** The circuit that the example's votes are proved with. */
export const CENSUS_CIRCUIT = "census-7";
/** Levels of its census tree. */
export const CENSUS_DEPTH = 7;

/** Where the question sheet and the census would be published. */
export const METADATA_URI = `https://example.org/questions.json!${contentHash(utf8ToBytes(JSON.stringify(QUESTIONS)))}`;
export const CENSUS_URI = "https://example.org/census.psc";

/** The process of a vote that is sent to the wrong election. */
export const OTHER_PROCESS_ID: Hex = `0x${"b2".repeat(32)}`;

export function exampleProcess(
  deployed: { readonly contract: Hex; readonly processId: Hex; readonly censusKey: Hex },
  censusRoot: bigint,
): VotingProcess {
  return new VotingProcess({
    ...deployed,
    questionIndex: 0,
    censusRoot,
    circuit: CENSUS_CIRCUIT,
    maxVoteOverwrites: 0,
    ballot: { maxCount: QUESTIONS.length, maxValue: 2 },
  });
}

/** The example's census from its CSV text. @throws PsephosError `cli/example` */
export function exampleCensus(csv: string): Census {
  const { entries, problems } = readCensusCsv(csv);
  const first = problems[0];
  ensureAble(
    !first,
    "cli/example",
    () => `the example's voters' list is broken at line ${first!.line}: ${first!.reason}`,
  );
  return new Census(CENSUS_DEPTH, entries);
}
