import { Argument } from "commander";
import { buildCensus, type CsvProblem, readCensusCsv, writeSnapshot } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { type Replacing, readBytes, writeWhole } from "../files.js";
import { FORCE } from "../options.js";
import type { Output } from "../output.js";
import { counted } from "../show.js";
import { red, styled } from "../style.js";
import { describe } from "./show.js";

interface BuildOptions extends Replacing {
  readonly out: string;
  readonly depth: string;
}

const SHOWN_PROBLEMS = 20;
const ADDRESSES =
  "This is a census of addresses, for processes that are not ANONYMOUS: voters sign with their wallets, and everybody sees who voted. For anonymous votes, list identity commitments (`psephos identity commitment`).";

function showProblems(output: Output, file: string, problems: readonly CsvProblem[]): void {
  for (const { line, reason } of problems.slice(0, SHOWN_PROBLEMS)) {
    output.line(styled`  ${red("refused")} ${file}:${line} ${reason}`);
  }
  if (problems.length > SHOWN_PROBLEMS) output.line(`  … and ${problems.length - SHOWN_PROBLEMS} more`);
}

export const build: Leaf = {
  name: "build",
  description: "build the census of a voters' list and write its snapshot file",
  arguments: [
    new Argument(
      "<voters>",
      "CSV with the columns commitment,weight (or address,weight); the weight is optional",
    ),
  ],
  options: [
    option("-o, --out <file>", "where to write the snapshot", { unless: "census.psc" }),
    FORCE,
    option("--depth <levels>", "7 (census-7, 2,097,152 voters) or 11 (census-11)", { unless: "7" }),
  ],
  notes:
    "A list of commitments is for anonymous votes, a list of addresses for votes that are signed by name.\nA list with a bad row is refused as a whole. Each bad row is named.",
  examples: [
    "psephos census build examples/voters.csv",
    "psephos census build voters.csv --depth 11 --out big.psc --json",
  ],
  async handler(
    { output, signal }: Context,
    file: string,
    options: BuildOptions,
  ): Promise<number | undefined> {
    ensureAble(/^(7|11)$/.test(options.depth), "cli/usage", "--depth takes 7 or 11");
    const { entries, problems, key } = readCensusCsv(await readBytes(file));
    if (problems.length > 0) {
      showProblems(output, file, problems);
      output.line(styled`${red("refused")}: ${problems.length} bad rows; nothing was written`);
      output.result({ refused: problems });
      return EXIT.refused;
    }
    const census = await output.step(`Building the census of ${counted(entries.length, "voter")}`, () =>
      buildCensus(entries, { depth: Number(options.depth), signal }),
    );
    const bytes = writeSnapshot(census);
    await writeWhole(options.out, bytes, { force: options.force, inputs: [file] });
    output.line(`Snapshot of ${bytes.length} bytes written to ${options.out}`);
    if (key === "address") output.warn(ADDRESSES);
    describe(output, census, { file: options.out, bytes: bytes.length, key });
    return undefined;
  },
};
