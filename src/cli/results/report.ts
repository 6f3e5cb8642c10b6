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
  tallyPart,
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
  ensureAble(
    whole.test(options.votes) && whole.test(options.height),
    "cli/usage",
    "--votes and --height take whole numbers",
  );
  const results = resultsFromJson(await readText(file));
  const client = await writer(options);
  const { instance } = await readProcess(client, options.contract, assertProcessId(id));
  const { results: contract } = await readDeployment(client, instance);
  const report = {
    processId: id as Hex,
    votingHeight: BigInt(options.height),
    parts: [tallyPart(results, BigInt(options.votes))],
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
    option("--votes <number>", "how many votes were counted", { required: true }),
    option("--height <block>", "the voting chain's height", { unless: "0" }),
  ],
  examples: ["psephos results report 0x… results.json --votes 24 --contract 0x… --key dev-keys/oracle-1.key"],
  handler: reportCount,
};
