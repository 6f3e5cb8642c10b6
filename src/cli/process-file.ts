/** `process.json`: what the commands must know of a process, as a file. */
import { assertBallotRules, type BallotRules } from "../ballot/index.js";
import { fixedHex, type Hex, parseScalarHex, scalarToHex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import type { VotingProcess } from "../voter/index.js";
import { readJson } from "./files.js";

export type ProcessFile = VotingProcess;

const RULES = ["maxCount", "maxValue", "uniqueValues", "costFromWeight", "maxTotalCost", "costExponent"];

export function processToJson({
  processId,
  questionIndex = 0,
  censusRoot,
  circuit,
  censusKey,
  ballot,
}: ProcessFile): string {
  const root = scalarToHex(censusRoot);
  const document = { processId, questionIndex, censusRoot: root, circuit, censusKey, ballot };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Reads a process file. @throws PsephosError `cli/read`, `cli/json`, `cli/process` */
export async function readProcess(path: string): Promise<ProcessFile> {
  const document = (await readJson(path, "`psephos election --keep DIR` writes one.")) as Record<
    string,
    unknown
  >;
  const broken = `${path} is not a process: `;
  ensure(typeof document === "object" && document !== null, "cli/process", `${broken}not an object`);
  const { processId, questionIndex, censusRoot, circuit, censusKey, ballot, ...others } = document;
  const unknown = Object.keys(others)[0];
  ensure(unknown === undefined, "cli/process", `${broken}unknown key ${unknown}`);
  ensure(
    Number.isInteger(questionIndex) && (questionIndex as number) >= 0 && (questionIndex as number) <= 255,
    "cli/process",
    `${broken}questionIndex is an integer from 0 to 255`,
  );
  ensure(
    typeof circuit === "string" && /^census-[0-9]{1,2}$/.test(circuit),
    "cli/process",
    `${broken}circuit is census-7 or census-11`,
  );
  ensure(
    typeof ballot === "object" && ballot !== null && Object.keys(ballot).every((key) => RULES.includes(key)),
    "cli/process",
    `${broken}ballot takes ${RULES.join(", ")}`,
  );
  try {
    fixedHex(processId, 32, "processId");
    fixedHex(censusKey, 32, "censusKey");
    assertBallotRules(ballot as BallotRules);
    return {
      processId: processId as Hex,
      questionIndex: questionIndex as number,
      censusRoot: parseScalarHex(censusRoot, "censusRoot"),
      circuit,
      censusKey: censusKey as Hex,
      ballot: ballot as BallotRules,
    };
  } catch (error) {
    throw new PsephosError("cli/process", `${broken}${(error as Error).message}`, { cause: error });
  }
}
