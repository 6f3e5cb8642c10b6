/** Whether a transcript is of a process: its id, its question, its rules. */
import type { BallotRules, VotingProcess } from "../ballot/index.js";
import { ensure } from "../errors/index.js";
import { tallyInstance } from "./instances.js";
import { paramsVector, tallyParams } from "./params.js";
import type { RollupTranscript } from "./transcript.js";

/**
 * Throws unless a transcript counts this process's votes by its rules. Two spellings of the same rules are equal: the
 * circuit's parameters are compared.
 * @throws PsephosError `rollup/other-process`: of another process or question; `rollup/other-params`: by other rules;
 *   `rollup/instance`, `rollup/too-large`, `ballot/rules`
 */
export function ensureTranscriptProcess(
  transcript: Pick<RollupTranscript, "processId" | "instance" | "scope" | "ballot">,
  process: Pick<VotingProcess, "processId" | "scope" | "ballot">,
): void {
  ensure(
    transcript.processId === process.processId && BigInt(transcript.scope) === process.scope,
    "rollup/other-process",
    "the transcript is of another process, or of another question",
    "Use the transcript of this process and question.",
  );
  const params = (ballot: BallotRules) =>
    paramsVector(tallyParams(tallyInstance(transcript.instance), { scope: process.scope, ballot }));
  const own = params(process.ballot);
  ensure(
    params(transcript.ballot).every((value, i) => value === own[i]),
    "rollup/other-params",
    "the transcript counts by other rules or costs than the process's",
    "Ask for a transcript that counts by the process's rules: nobody can settle this one.",
  );
}
