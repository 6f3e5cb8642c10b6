#!/usr/bin/env node
/** The `psephos` command. Exit codes: 0 done, 1 refused, 2 failed, 130 interrupted. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { visible } from "../errors/index.js";
import { addCommand } from "./command.js";
import { COMMANDS } from "./commands.js";
import { EXIT } from "./errors.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("psephos")
  .description("Anonymous votes with provable results.")
  .version(version)
  .option("--json", "print one JSON object instead of text")
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({ outputError: (text, write) => write(`${visible(text.trimEnd(), { lines: true })}\n`) })
  .showHelpAfterError("(add --help for the options and examples)")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.done : EXIT.failed))
  .addHelpText(
    "after",
    `
Exit codes: 0 done, 1 refused (a rule says no), 2 failed (it could not be done), 130 interrupted.

Examples:
  $ psephos election
  $ psephos identity new --out alice.json
  $ psephos census build voters.csv --out census.psc
  $ psephos vote 1,0 --process process.json --identity alice.json
  $ psephos verify vote.json --process process.json`,
  );

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const asked = words[0] === "help" ? words[1] : words[0];
for (const [name, { description, load }] of Object.entries(COMMANDS)) {
  if (name === asked) addCommand(program, { name, description, ...(await load()).default });
  else program.command(name).description(description);
}

await program.parseAsync();
