/** `psephos vote explain`: a vote recomputed step by step. */
import { Argument } from "commander";
import { decodeEnvelope } from "../../ballot/index.js";
import { CensusSnapshot, identityFromJson } from "../../census/index.js";
import { Refusal } from "../../errors/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readBytes, readText, readWritten } from "../files.js";
import { PROCESS } from "../options.js";
import type { Output } from "../output.js";
import { readProcess } from "../process-file.js";
import { bold, dim, green, red, styled, yellow } from "../style.js";
import { differs, explainVote, type Step } from "./explain-steps.js";

interface ExplainOptions {
  readonly process: string;
  readonly identity?: string;
  readonly census?: string;
}

const listed = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

function show(output: Output, step: Step): void {
  const { name, formula, from, value, said, open } = step;
  output.line(styled`${bold(name)} ${dim(`= ${formula}`)}`);
  for (const [label, part] of Object.entries(from))
    for (const text of listed(part)) output.line(styled`    ${dim(label)} ${text}`);
  if (value !== undefined) for (const text of listed(value)) output.line(styled`  → ${text}`);
  if (open !== undefined) output.line(styled`  ${yellow("?")} not recomputed: ${open}`);
  if (said === undefined) return;
  if (value === undefined) output.line(styled`    ${dim("the vote or the process says")} ${said}`);
  else if (differs(step)) output.line(styled`  ${red("✖")} the vote or the process says ${said}`);
  else output.line(styled`  ${green("✔")} as the vote or the process says`);
}

async function explain(
  { output }: Context,
  file: string,
  options: ExplainOptions,
): Promise<number | undefined> {
  const envelope = decodeEnvelope(await readWritten(file));
  const process = await readProcess(options.process);
  if (envelope.processId !== process.processId) {
    throw new Refusal("cli/other-process", "the vote is for another process", {
      hint: `It names process ${envelope.processId}: give that process's file with --process.`,
    });
  }
  const { identity: identityFile, census: censusFile } = options;
  const identity = identityFile === undefined ? undefined : identityFromJson(await readText(identityFile));
  const census = censusFile === undefined ? undefined : new CensusSnapshot(await readBytes(censusFile));
  if (identity) output.warn("This shows which vote belongs to this identity. Keep it secret.");
  const steps = explainVote({ envelope, process, identity, census });
  for (const step of steps) show(output, step);
  const different = steps.filter(differs).map(({ name }) => name);
  output.line();
  if (different.length === 0) output.line("Every value that could be recomputed is right.");
  else
    output.line(
      styled`${red("refused")}: the vote or the process gives another value of ${different.join(", ")}`,
    );
  output.result({ file, steps: steps.map((step) => ({ ...step, differs: differs(step) })), different });
  return different.length === 0 ? undefined : EXIT.refused;
}

export const explainCommand: Leaf = {
  name: "explain",
  description: "recompute a vote step by step: scope, nullifier, leaf, hashes, signals; for researchers",
  arguments: [new Argument("<file>", "the vote envelope")],
  options: [
    PROCESS,
    option(
      "-i, --identity <file>",
      "your identity, to recompute nullifier and leaf; the secret is not shown",
    ),
    option("-c, --census <file>", "the census, to recompute the path to its root"),
  ],
  notes: `Each step is shown with its formula (docs/protocol.md), what goes in, and what comes out. No proof is checked: \`psephos verify\` does that.
Exit code 0: every recomputed value is what the vote and the process say; 1: one differs, and is named.`,
  examples: [
    "psephos vote explain vote.json --process process.json",
    "psephos vote explain vote.json --identity alice.json --census census.psc --json",
  ],
  handler: explain,
};
