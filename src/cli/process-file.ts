/** `process.json`: what the commands must know of a process, as a file. */
import { parseBallotRules, VotingProcess } from "../ballot/index.js";
import { type Hex, knownWords, parseScalarHex, quoted, scalarToHex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { readJson } from "./files.js";
import { checkOrigin, ORIGIN_KEYS, type ProcessOrigin } from "./process-origin.js";

const KEYS = [
  ...["contract", "processId", "questionIndex", "censusRoot", "circuit", "censusKey"],
  ...["maxVoteOverwrites", "ballot"],
  ...ORIGIN_KEYS,
];

/** @param origin as `readOrigin` finds it on chain */
export function processToJson(
  {
    contract,
    processId,
    questionIndex,
    censusRoot,
    circuit,
    censusKey,
    maxVoteOverwrites,
    ballot,
  }: VotingProcess,
  origin?: ProcessOrigin,
): string {
  const document = {
    contract,
    processId,
    questionIndex,
    censusRoot: scalarToHex(censusRoot),
    circuit,
    censusKey,
    maxVoteOverwrites,
    ballot,
    ...origin,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Reads a process file. @throws PsephosError `cli/read`, `cli/json`, `cli/process` */
export async function readProcess(path: string): Promise<VotingProcess> {
  const document = (await readJson(path, "`psephos election --keep DIR` writes one.")) as Record<
    string,
    unknown
  >;
  const broken = `${path} is not a process: `;
  ensure(typeof document === "object" && document !== null, "cli/process", `${broken}not an object`);
  const unknown = Object.keys(document).find((key) => !KEYS.includes(key));
  ensure(
    unknown === undefined,
    "cli/process",
    () => `${broken}unknown key ${quoted(unknown!)}; ${knownWords(unknown!, KEYS)}`,
  );
  const { contract, processId, questionIndex, censusRoot, circuit, censusKey } = document;
  const { maxVoteOverwrites, ballot } = document;
  for (const [key, value] of Object.entries({ questionIndex, maxVoteOverwrites })) {
    ensure(
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255,
      "cli/process",
      `${broken}${key} is an integer from 0 to 255`,
    );
  }
  ensure(
    typeof circuit === "string" && /^census-[0-9]{1,2}$/.test(circuit),
    "cli/process",
    `${broken}circuit is census-7 or census-11`,
  );
  try {
    const process = new VotingProcess({
      contract: contract as Hex,
      processId: processId as Hex,
      questionIndex: questionIndex as number,
      censusRoot: parseScalarHex(censusRoot, "censusRoot"),
      circuit,
      censusKey: censusKey as Hex,
      maxVoteOverwrites: maxVoteOverwrites as number,
      ballot: parseBallotRules(ballot),
    });
    checkOrigin(document, process);
    return process;
  } catch (error) {
    throw new Refusal("cli/process", `${broken}${(error as Error).message}`, { cause: error });
  }
}
