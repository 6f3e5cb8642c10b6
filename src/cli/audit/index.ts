/** `psephos audit`: a stranger checks everything in a bundle. */
import { createReadStream } from "node:fs";
import { Argument } from "commander";
import { type AuditReport, auditBundle, type Line, PagesRefusal, type Progress } from "../../audit/index.js";
import { fixedHex, toHex } from "../../bytes/index.js";
import { ensureAble, Failure } from "../../errors/index.js";
import { type Leaf, option, type Unnamed } from "../command.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readWritten } from "../files.js";
import { METADATA_KEY } from "../metadata/key.js";
import { expectedHash, GENESIS, type GenesisOptions, NODES } from "../node-door.js";
import { INSECURE, whole } from "../options.js";
import { fileScratch } from "../scratch.js";
import { grouped, showResults } from "../show.js";
import { bold, dim, green, red, styled, yellow } from "../style.js";
import { Checkpoints, readCheckpoint } from "./checkpoint.js";
import { type ContractOptions, contractChecks } from "./contract.js";
import { auditPages, type PageOptions, pageChecks } from "./page.js";
import { type SetupOptions, setupChecks } from "./setup.js";
import { workersOf } from "./workers.js";

interface AuditCommandOptions extends GenesisOptions, ContractOptions, SetupOptions, PageOptions {
  readonly insecure?: boolean;
  readonly processId?: string;
  readonly node?: readonly string[];
  readonly root?: string;
  readonly receipt?: string;
  readonly threads: number;
  readonly fresh?: boolean;
}

const MARKS = { ok: green("✔"), wrong: red("✖"), unchecked: yellow("–") } as const;
const STAGES = { reading: "reading", votes: "transactions", ballots: "ballots" } as const;

function tellLine({ output }: Context, { check, state, text }: Line): void {
  output.paragraph(styled`${MARKS[state]} ${bold(check)}: ${text}`, { hang: 2 });
}

async function* partsOf(file: string, from: number): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file, { start: from, highWaterMark: 1 << 18 });
  try {
    for await (const part of stream) yield part as Uint8Array;
  } catch (cause) {
    throw new Failure("cli/read", `${file} cannot be read`, { cause });
  } finally {
    stream.destroy();
  }
}

function tellEnd({ output }: Context, { lines, counts }: AuditReport): void {
  output.line();
  const unchecked = lines.filter(({ state }) => state === "unchecked").length;
  const wrong = lines.find(({ state }) => state === "wrong");
  if (wrong) {
    output.line(styled`${red("✖")} ${bold("Wrong:")} ${wrong.check}. Do not believe this result.`);
    return;
  }
  if (counts) showResults(output, counts);
  output.line();
  output.line(
    styled`${green("✔")} ${bold("Nothing is wrong.")} ${dim(unchecked === 0 ? "Everything was checked." : `Not checked: ${unchecked} of ${lines.length}, marked with –.`)}`,
  );
}

/** Pages without a bundle: during the vote there is none. */
async function pagesAlone(context: Context, options: AuditCommandOptions): Promise<number> {
  const { output } = context;
  let line: Line;
  let problems: PagesRefusal["problems"] = [];
  try {
    const { text, figures = {}, unchecked = false } = await auditPages(context, options);
    line = { check: "page", state: unchecked ? "unchecked" : "ok", text, figures };
  } catch (error) {
    if (!(error instanceof PagesRefusal)) throw error;
    const { message, hint, code } = error;
    line = { check: "page", state: "wrong", text: `${message}. ${hint}`, figures: {}, code };
    problems = error.problems;
  }
  tellLine(context, line);
  const ok = line.state !== "wrong";
  // An invitation has its key behind the #.
  output.result({ page: options.page!.replace(/#.*$/s, ""), ok, lines: [line], problems });
  return ok ? EXIT.done : EXIT.refused;
}

async function handler(
  context: Context,
  file: string | undefined,
  options: AuditCommandOptions,
): Promise<number> {
  if (file === undefined) {
    ensureAble(options.page !== undefined, "cli/usage", "name a bundle, or pages with --page");
    return pagesAlone(context, options);
  }
  ensureAble(options.node === undefined, "cli/usage", "--node goes with --page and no bundle");
  const { output, signal } = context;
  const { insecure, processId, root, receipt, threads, fresh } = options;
  const checkpoints = new Checkpoints();
  const genesisHash = await expectedHash(options);
  const scratch = fileScratch();
  const report = await output
    .step("Checking the bundle", async (progress) =>
      auditBundle((from) => partsOf(file, from), {
        scratch,
        genesisHash,
        processId: processId === undefined ? undefined : toHex(fixedHex(processId, 32, "--process-id")),
        stateRoot: root === undefined ? undefined : toHex(fixedHex(root, 32, "--root")),
        insecure,
        receipt: receipt === undefined ? undefined : await readWritten(receipt),
        workers: workersOf(threads),
        resume: fresh ? undefined : readCheckpoint,
        onCheckpoint: checkpoints.note,
        further: [
          ...contractChecks(context, options),
          ...setupChecks(context, options),
          ...pageChecks(context, options),
        ],
        onProgress: ({ stage, done, total }: Progress) =>
          progress(`${STAGES[stage]}: ${grouped(`${done}`)} of ${grouped(`${total}`)}`),
        signal,
      }),
    )
    .finally(scratch.close);
  await checkpoints.end(report.bundle);
  for (const line of report.lines) tellLine(context, line);
  tellEnd(context, report);
  if (report.ok && genesisHash === undefined)
    output.warn(
      "The bundle alone says which voting chain this is, and who its oracles and validators are. Give the hash that the organiser published with --genesis-hash.",
    );
  const { ok, bundle, lines, results } = report;
  output.result({
    ...{ file, ok, sha256: bundle?.slice(2) ?? null, lines },
    results: results === undefined ? null : JSON.parse(results),
  });
  return ok ? EXIT.done : EXIT.refused;
}

export default {
  arguments: [
    new Argument("[bundle]", "the bundle, as `psephos bundle make` writes it; none with --page alone"),
  ],
  options: [
    ...GENESIS,
    option("--process-id <id>", "the process that the bundle has to be of"),
    option(
      "--root <hash>",
      "the state root at the bundle's height, if you know it: then no signature is needed",
    ),
    option("--receipt <file>", "a voter's receipt: whether its vote is in the bundle, and was counted"),
    option("--threads <number>", "threads that check proofs and signatures; 0 for one for each core", {
      unless: 0,
      parse: whole,
    }),
    option("--rpc <url>", "an Ethereum node: compare with the contracts"),
    option(
      "--contract <address>",
      "with --rpc: the process contract, in place of the one that the bundle names",
    ),
    option("--rebuild", "compile the circuits again from the sources that the keys' transcripts name"),
    option(
      "--ceremony <transcript...>",
      "replay the setup of the key, and those of a rollup's keys: their transcripts, each with its files beside it",
    ),
    option("--library <folder...>", "for --rebuild and --ceremony: folders with the circuit's sources"),
    option(
      "--page <url>",
      "the address of the pages on which people vote, or a folder with them: compare each file with what the process announces",
    ),
    option(
      "--page-manifest <file>",
      "with --page: a pages.json of pages that you built or trust; they have to be these",
    ),
    NODES,
    METADATA_KEY,
    option("--fresh", "do not go on from where an interrupted audit of this bundle ended"),
    INSECURE,
  ],
  notes: `Nothing is asked of anybody: the bundle has what it takes. Each line says what was checked, with
numbers; the audit ends at the first line that is wrong. What was not checked is marked with –.
Exit code 0: nothing is wrong; 1: the first wrong line says what; 2: the audit could not be made.`,
  examples: [
    "psephos audit bundle.zip --genesis-hash 0x… --process-id 0x…",
    "psephos audit bundle.zip --receipt receipt.json --json",
    "psephos audit --page https://vote.example/ --node https://node.example --process-id 0x… --genesis-hash 0x…",
  ],
  handler,
} satisfies Unnamed<Leaf>;
