/** The command `psephos-node`. */
import { Command, CommanderError } from "commander";
import { addChain } from "./commands/chain.js";
import { addConfig } from "./commands/config.js";
import { addContent } from "./commands/content.js";
import { addInit } from "./commands/init.js";
import { addKeykeeper } from "./commands/keykeeper.js";
import { addRelay } from "./commands/relay.js";
import { addStart } from "./commands/start.js";
import { addStoreCommands } from "./commands/store.js";
import { EXIT } from "./terminal.js";

function makeProgram(version: string, json: boolean): Command {
  const program = new Command("psephos-node")
    .description("A node of a voting chain: it takes votes, loses none, and counts them.")
    .version(version)
    .option("--json", "print one JSON object instead of text")
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(add --help for the options and examples)")
    .exitOverride()
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 refused (a rule says no), 2 failed (it could not be done), 130 interrupted.",
    );
  addInit(program, json);
  addStart(program, json);
  addChain(program, json);
  addConfig(program, json);
  addStoreCommands(program, json);
  addKeykeeper(program, json);
  addContent(program, json);
  addRelay(program, json);
  for (const command of program.commands) {
    command.exitOverride();
    for (const one of command.commands) one.exitOverride();
  }
  return program;
}

/** Runs the command, and sets `process.exitCode`. @param line the words after `psephos-node` */
export async function run(line: readonly string[], version: string): Promise<void> {
  const json = line.includes("--json");
  try {
    await makeProgram(version, json).parseAsync(line, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "node/usage") process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.failed;
  }
}
