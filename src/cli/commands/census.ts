import type { Command } from "commander";
import type { CsvProblem } from "../../census/index.js";
import { ensure } from "../../errors/index.js";
import { action } from "../context.js";
import { EXIT } from "../errors.js";
import { readBytes, readText, writeWhole } from "../files.js";
import type { Output } from "../output.js";
import { red, styled } from "../style.js";

const SHOWN_PROBLEMS = 20;
const ADDRESSES =
  "This is a census of addresses, for processes that are not ANONYMOUS: voters sign with their wallets, and everybody sees who voted. For anonymous votes, list identity commitments (`psephos identity commitment`).";
const CENSUS_HINT = "Build one with `psephos census build VOTERS.csv`.";

function showProblems(output: Output, file: string, problems: readonly CsvProblem[]): void {
  for (const { line, reason } of problems.slice(0, SHOWN_PROBLEMS)) {
    output.line(styled`  ${red("refused")} ${file}:${line} ${reason}`);
  }
  if (problems.length > SHOWN_PROBLEMS) output.line(`  … and ${problems.length - SHOWN_PROBLEMS} more`);
}

async function describe(output: Output, census: { depth: number; size: number; root: bigint }, more: object) {
  const { scalarToHex } = await import("../../bytes/index.js");
  const { depth, size, root } = census;
  output.field("places", size);
  output.field("depth", depth);
  output.field("census root", scalarToHex(root));
  output.result({ size, depth, root: scalarToHex(root), ...more });
}

export function addCensusCommands(program: Command): void {
  const command = program.command("census").description("the list of who may vote, and with what weight");

  command
    .command("build")
    .description("build the census of a voters' list and write its snapshot file")
    .argument(
      "<voters>",
      "CSV with the columns commitment,weight (or address,weight); weight may be left out",
    )
    .option("-o, --out <file>", "where to write the snapshot", "census.psc")
    .option("--depth <levels>", "7 (census-7, 2,097,152 voters) or 11 (census-11)", "7")
    .addHelpText(
      "after",
      "\nA list of commitments is for anonymous votes, a list of addresses for votes that are signed by name.\nA list with a bad row is refused whole, and each bad row named.\n\nExamples:\n  $ psephos census build examples/voters.csv\n  $ psephos census build voters.csv --depth 11 --out big.psc --json",
    )
    .action(
      action(async ({ output }, file: string, options: { out: string; depth: string }) => {
        ensure(/^(7|11)$/.test(options.depth), "cli/usage", "--depth takes 7 or 11");
        const { Census, readCensusCsv, writeSnapshot } = await import("../../census/index.js");
        const { entries, problems, key } = readCensusCsv(await readBytes(file));
        if (problems.length > 0) {
          showProblems(output, file, problems);
          output.line(styled`${red("refused")}: ${problems.length} bad rows; nothing was written`);
          output.result({ refused: problems });
          return EXIT.refused;
        }
        const census = await output.step(`Building the census of ${entries.length} voters`, () => {
          return new Census(Number(options.depth), entries);
        });
        const bytes = writeSnapshot(census);
        await writeWhole(options.out, bytes);
        output.line(`Snapshot of ${bytes.length} bytes written to ${options.out}`);
        if (key === "address") output.warn(ADDRESSES);
        await describe(output, census, { file: options.out, bytes: bytes.length, key });
        return undefined;
      }),
    );

  command
    .command("info")
    .description("check a snapshot file and say what is in it")
    .argument("[file]", "the snapshot", "census.psc")
    .option("--rebuild", "hash the whole tree anew from its entries")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos census info\n  $ psephos census info census.psc --rebuild --json",
    )
    .action(
      action(async ({ output }, file: string, options: { rebuild?: boolean }) => {
        const { CensusSnapshot } = await import("../../census/index.js");
        const snapshot = new CensusSnapshot(await readBytes(file, CENSUS_HINT));
        if (options.rebuild) await output.step("Building the tree anew", () => snapshot.rebuild());
        let voters = 0;
        let weight = 0n;
        for (let i = 0; i < snapshot.size; i++) {
          const entry = snapshot.entry(i);
          if (!entry) continue;
          voters += 1;
          weight += entry.weight;
        }
        output.field("voters", voters);
        output.field("weight", weight);
        await describe(output, snapshot, { voters, weight, rebuilt: options.rebuild === true });
        return undefined;
      }),
    );

  command
    .command("proof")
    .description("print the membership proof of one voter; the file stays on this machine")
    .argument("[file]", "the snapshot", "census.psc")
    .option("--identity <file>", "the voter's identity file", "identity.json")
    .option("--commitment <integer>", "the voter's commitment, instead of the identity")
    .option("-o, --out <file>", "write the proof to a file")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos census proof census.psc --identity alice.json --json\n  $ psephos census proof census.psc --commitment 1234 --out path.json",
    )
    .action(
      action(
        async (
          { output },
          file: string,
          options: { identity: string; commitment?: string; out?: string },
        ) => {
          const { CensusSnapshot, identityFromJson } = await import("../../census/index.js");
          const { parseScalar } = await import("../../bytes/index.js");
          const snapshot = new CensusSnapshot(await readBytes(file, CENSUS_HINT));
          const commitment = options.commitment
            ? parseScalar(options.commitment, "commitment")
            : identityFromJson(await readText(options.identity)).commitment;
          const index = snapshot.indexOf(commitment);
          ensure(index >= 0, "census/not-in-census", "this commitment is not in the census");
          const { weight } = snapshot.entry(index)!;
          const { root, leaf, nodes } = snapshot.membership(index);
          const proof = {
            root: root.toString(),
            leaf: leaf.toString(),
            index,
            weight: weight.toString(),
            nodes: nodes.map((level) => level.map(String)),
          };
          if (options.out)
            await writeWhole(options.out, `${JSON.stringify(proof, null, 2)}\n`, { secret: true });
          output.line(
            options.out ? `Membership proof written to ${options.out}` : JSON.stringify(proof, null, 2),
          );
          output.result(proof);
          return undefined;
        },
      ),
    );
}
