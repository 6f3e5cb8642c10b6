/** `psephos results show`: the results on chain, or how many oracles have reported. */
import { ensure } from "../../errors/index.js";
import {
  ContractRefusal,
  decodeTally,
  readProcess,
  readReports,
  readResults,
  type SettledResults,
  type TallyPart,
} from "../../evm/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { type NamesOptions, QUESTIONS_FILE, questionNames } from "../metadata/names.js";
import { assertProcessId, PROCESS_ID, READING } from "../options.js";
import { showResults } from "../show.js";
import { type ChainOptions, reader } from "../wallet.js";

interface ShowOptions extends ChainOptions, NamesOptions {}

/** One part as the results document has it. */
const asResults = ({ invalid, counts }: TallyPart) => ({
  questions: counts.map((row) => ({
    invalid: invalid.toString(),
    results: row.map((count, value) => ({ value: `${value}`, count: count.toString() })),
  })),
});

async function show({ output }: Context, id: string, options: ShowOptions): Promise<void> {
  const processId = assertProcessId(id);
  const names = await questionNames(options);
  const client = await reader(options);
  const process = await readProcess(client, options.contract, processId);
  let settled: SettledResults;
  try {
    settled = await readResults(client, options.contract, processId);
  } catch (error) {
    if (!(error instanceof ContractRefusal) || error.rule !== "NoResults") throw error;
    const { quorum, oracles } = await readReports(client, options.contract, processId);
    const reported = oracles.filter(({ digest }) => digest !== undefined);
    const sets = new Set(reported.map(({ digest }) => digest)).size;
    ensure(
      false,
      "cli/no-results",
      `the process has no settled results: ${reported.length} of ${oracles.length} oracles have reported, ${sets > 1 ? `${sets} different results` : "none differently"}; ${quorum} must report the same`,
      "Ask again later; `psephos results report` shows an oracle who disagrees.",
    );
  }
  const { tally, resultsHash, proven, blockNumber } = settled;
  const serial = process.envelopeType.serial;
  const shape = {
    parts: serial ? process.questionCount : 1,
    fields: process.maxCount,
    values: process.maxValue + 1,
  };
  const parts = decodeTally(tally, shape);
  output.field("settled by", proven ? "a proof" : "a quorum of oracles");
  output.field("in block", blockNumber);
  if (!proven) output.field("results hash", resultsHash);
  if (parts === undefined) output.line("The tally is too long to be kept on chain: only its hash is there.");
  for (const [i, part] of (parts ?? []).entries()) {
    if (serial) output.line(`Question ${i + 1} of the series`);
    output.field("votes", part.voteCount);
    showResults(output, asResults(part), serial ? names.slice(i, i + 1) : names);
  }
  output.result({
    ...{ processId, proven, blockNumber, resultsHash: proven ? null : resultsHash },
    parts: parts?.map((part) => ({ votes: part.voteCount, ...asResults(part) })) ?? null,
  });
}

export const showCommand: Leaf = {
  name: "show",
  description: "show the results that are settled on chain",
  arguments: [PROCESS_ID],
  options: [...READING, QUESTIONS_FILE],
  examples: [
    "psephos results show 0x… --contract 0x…",
    "psephos results show 0x… --contract 0x… --questions metadata.json",
  ],
  handler: show,
};
