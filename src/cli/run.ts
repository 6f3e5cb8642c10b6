/** One run of the command `psephos`: its words in, its exit code out. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { visible } from "../errors/index.js";
import { addCommand } from "./command.js";
import { COMMANDS } from "./commands.js";
import { fail } from "./context.js";
import { EXIT } from "./errors.js";
import { Output } from "./output.js";
import { negativeNumber, wrongUse } from "./wrong-use.js";

const readVersion = (): string =>
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;

const program = (json: boolean): Command =>
  new Command("psephos")
    .description("Anonymous votes with provable results.")
    .version(readVersion())
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

/** The words after a command's name, if they are for another program: the first of them is none of the command's own. */
async function otherWords(
  line: readonly string[],
  asked: string | undefined,
): Promise<(() => Promise<number>) | undefined> {
  const folder = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (!folder?.program || line[0] !== asked || line.length < 2) return undefined;
  const described = (await folder.load()).default;
  const own = "commands" in described ? described.commands.map(({ name }) => name) : [];
  if ([...own, "help", "--help", "-h", "--json"].includes(line[1]!)) return undefined;
  const program = await folder.program();
  return () => program(line.slice(1));
}

/**
 * Runs the command in `line`, and sets `process.exitCode`: 0 done, 1 refused, 2 failed, 130 interrupted. Errors are shown, and
 * never thrown.
 * @param line the words after `psephos`
 */
export async function run(line: readonly string[]): Promise<void> {
  // Asked for anywhere but after `--`: what is wrong with the rest of the line is told as JSON, too.
  const json = line.slice(0, line.includes("--") ? line.indexOf("--") : undefined).includes("--json");
  const words = line.filter((word) => !word.startsWith("-"));
  const asked = words[0] === "help" ? words[1] : words[0];
  const output = new Output(json);
  try {
    const other = await otherWords(line, asked);
    if (other) {
      process.exitCode = await other();
      return;
    }
    const command = program(json);
    for (const [name, { description, load }] of Object.entries(COMMANDS)) {
      if (name === asked) addCommand(command, { name, description, ...(await load()).default });
      else command.command(name).description(description);
    }
    await command.parseAsync(line, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) process.exitCode = fail(output, error);
    else if (error.exitCode !== 0) {
      // Without --json, commander has written it.
      output.result({ error: wrongUse(error) });
      process.exitCode = EXIT.failed;
    }
  }
}
