#!/usr/bin/env node
/** The `psephos` command. Exit codes: 0 done, 1 refused, 2 failed, 130 interrupted. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { visible } from "../errors/index.js";
import { addCommand } from "./command.js";
import { COMMANDS } from "./commands.js";
import { fail } from "./context.js";
import { EXIT } from "./errors.js";
import { Output } from "./output.js";
import { negativeNumber, wrongUse } from "./wrong-use.js";

/** Asked for anywhere but after `--`: what is wrong with the rest of the line is told as JSON, too. */
const line = process.argv.slice(2);
const json = line.slice(0, line.includes("--") ? line.indexOf("--") : undefined).includes("--json");
const output = new Output(json);

// A reader that has seen enough (`| head`) ends the command as SIGPIPE ends others: quietly, and with what is half-written removed.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exitCode = EXIT.closed;
    process.emit("SIGPIPE", "SIGPIPE");
  });

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("psephos")
  .description("Anonymous votes with provable results.")
  .version(version)
  .option("--json", "print one JSON object instead of text")
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({
    outputError: (text, write) =>
      write(`${visible(negativeNumber(text) ?? text.trimEnd(), { lines: true })}\n`),
    ...(json ? { writeErr: () => {} } : {}),
  })
  .showHelpAfterError("(add --help for the options and examples)")
  .exitOverride()
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

const words = line.filter((word) => !word.startsWith("-"));
const asked = words[0] === "help" ? words[1] : words[0];

try {
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    if (name === asked) addCommand(program, { name, description, ...(await load()).default });
    else program.command(name).description(description);
  }
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.exitCode = fail(output, error);
  else if (error.exitCode !== 0) {
    // For a person, commander has written it.
    output.result({ error: wrongUse(error) });
    process.exitCode = EXIT.failed;
  }
}
