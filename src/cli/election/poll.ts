/** The example's question sheet: what is voted on, as a process would declare it. */
import { Census, readCensusCsv } from "../../census/index.js";
import { ensure } from "../../errors.js";
import type { Hex } from "../../process/index.js";
import type { ProcessFile } from "../process-file.js";

/** Titles of the values, by field. */
export const QUESTIONS = [
  { title: "Where should the new library stand?", choices: ["Harbour", "Old mill", "Market"] },
  { title: "Should it open on Sundays?", choices: ["No", "Yes", "Abstain"] },
] as const;

/** Any two process ids will do off chain: one for the election, one for the vote that strays into it. */
export const PROCESS_ID: Hex = `0x${"a1".repeat(32)}`;
export const OTHER_PROCESS_ID: Hex = `0x${"b2".repeat(32)}`;

export function exampleProcess(censusRoot: bigint): ProcessFile {
  return {
    processId: PROCESS_ID,
    questionIndex: 0,
    censusRoot,
    circuit: "census-7",
    ballot: { maxCount: QUESTIONS.length, maxValue: 2 },
  };
}

/** The example's census from its CSV text. @throws PsephosError `cli/example` */
export function exampleCensus(csv: string): Census {
  const { entries, problems } = readCensusCsv(csv);
  const first = problems[0];
  ensure(
    !first,
    "cli/example",
    () => `the example's voters' list is broken at line ${first!.line}: ${first!.reason}`,
  );
  return new Census(7, entries);
}
