/** `psephos results report`. */
import { Argument } from "commander";
import { resultsFromJson } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import {
  readDeployment,
  readProcess,
  readReports,
  reportDigest,
  reportResults,
  resultsHash,
  tallyParts,
} from "../../evm/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readText } from "../files.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { reportsJson, showReports } from "./reports.js";

interface ReportOptions extends WriterOptions {
  readonly votes: string;
  readonly height: string;
}

async function reportCount(
  { output }: Context,
  id: string,
  file: string,
  options: ReportOptions,
): Promise<void> {
  const whole = /^(0|[1-9][0-9]{0,18})$/;
  const votes = options.votes.split(",");
  ensureAble(
    votes.every((number) => whole.test(number)) && whole.test(options.height),
    "cli/usage",
    "--votes and --height take whole numbers",
  );
  const text = await readText(file);
  const client = await writer(options);
  const process = await readProcess(client, options.contract, assertProcessId(id));
  const { instance, envelopeType, questionCount } = process;
  const ballots = envelopeType.serial ? questionCount : 1;
  ensureAble(
    votes.length === ballots,
    "cli/usage",
    ballots === 1
      ? "--votes takes one number: the process asks all questions at once"
      : `--votes takes ${ballots} numbers, one for each question of the process`,
    "Write them with commas between: --votes 24,19",
  );
  const results = resultsFromJson(text, ballots);
  const { results: contract } = await readDeployment(client, instance);
  const report = {
    processId: id as Hex,
    votingHeight: BigInt(options.height),
    parts: tallyParts(results, votes.map(BigInt)),
    resultsHash: resultsHash(results),
  };
  const { decided, receipt } = await output.step("Reporting the results", () =>
    reportResults(client, contract, report),
  );
  const digest = reportDigest(report);
  const reports = reportsJson(await readReports(client, options.contract, report.processId), digest);
  output.line(decided ? "The results are settled." : "Reported. The results are not settled yet.");
  showReports(output, reports);
  output.field("results hash", report.resultsHash);
  output.result({
    processId: id,
    settled: decided,
    ...reports,
    resultsHash: report.resultsHash,
    gas: receipt.gasUsed,
  });
}

export const report: Leaf = {
  name: "report",
  description: "report results to the contract, as an oracle of the process's voting chain",
  arguments: [PROCESS_ID, new Argument("<results>", "the results file")],
  options: [
    ...WRITING,
    option("--votes <number>", "how many votes were counted; of each question if SERIAL: 24,19", {
      required: true,
    }),
    option("--height <block>", "the voting chain's height", { unless: "0" }),
  ],
  examples: ["psephos results report 0x… results.json --votes 24 --contract 0x… --key dev-keys/oracle-1.key"],
  handler: reportCount,
};
