/** A command as data: its arguments, options and examples, and the handler beside them. */
import { type Argument, type Command, Option } from "commander";
import { action, type Handler } from "./context.js";

/** A command that does something. */
export interface Leaf {
  readonly name: string;
  readonly description: string;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** More help, before the examples. */
  readonly notes?: string;
  readonly examples: readonly string[];
  /** Run if none of the group's commands is named. */
  readonly isDefault?: boolean;
  readonly handler: Handler;
}

/** A command that has commands of its own. */
export interface Group {
  readonly name: string;
  readonly description: string;
  readonly notes?: string;
  readonly examples?: readonly string[];
  readonly commands: readonly (Leaf | Group)[];
}

/** What a folder declares about its command. The command's name and description are in commands.ts. */
export type Unnamed<Described extends Leaf | Group> = Omit<Described, "name" | "description">;

/** The rest of an option's declaration, after its flags and its description. */
export interface OptionRules {
  readonly required?: boolean;
  /** The default. */
  readonly unless?: unknown;
  /** @param before the value so far, of an option that may be repeated */
  readonly parse?: (text: string, before: never) => unknown;
}

export function option(
  flags: string,
  description: string,
  { required = false, unless, parse }: OptionRules = {},
): Option {
  const made = new Option(flags, description).makeOptionMandatory(required);
  if (unless !== undefined) made.default(unless);
  if (parse !== undefined) made.argParser(parse as (text: string, before: unknown) => unknown);
  return made;
}

function helpAfter({ notes, examples = [] }: Leaf | Group): string {
  const shown = examples.map((line) => `  $ ${line}`).join("\n");
  return [notes, shown && `Examples:\n${shown}`]
    .filter((part) => part)
    .map((part) => `\n${part}`)
    .join("\n");
}

/** Adds a command to `parent`, with its arguments, options and subcommands. */
export function addCommand(parent: Command, described: Leaf | Group): void {
  const isDefault = "isDefault" in described && described.isDefault === true;
  const command = parent.command(described.name, { isDefault }).description(described.description);
  command.addHelpText("after", helpAfter(described));
  if ("commands" in described) {
    for (const one of described.commands) addCommand(command, one);
    return;
  }
  for (const argument of described.arguments ?? []) command.addArgument(argument);
  for (const one of described.options ?? []) command.addOption(one);
  command.action(action(described.handler));
}
