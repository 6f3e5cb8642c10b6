/** `psephos-node config` */
import type { Command } from "commander";
import { explainSettings, shownSettings } from "../load-settings.js";
import { SETTINGS_SCHEMA } from "../settings.js";
import type { Terminal } from "../terminal.js";
import { type Given, handled, settingsOf, withSettings } from "./options.js";

function config(terminal: Terminal, { schema, ...given }: Given & { readonly schema?: boolean }): void {
  if (schema) {
    process.stdout.write(`${JSON.stringify(SETTINGS_SCHEMA, null, 2)}\n`);
    return;
  }
  const settings = settingsOf(given);
  for (const line of explainSettings(settings)) terminal.line(line);
  terminal.result(shownSettings(settings));
}

export function addConfig(program: Command, json: boolean): void {
  withSettings(program.command("config"))
    .description(
      "print every setting, its value, its flag and its variable; flags win over variables, variables over the file",
    )
    .option("--schema", "print the JSON Schema of the file")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos-node config --home chain\n  $ psephos-node config --schema",
    )
    .action(
      handled(json, (terminal, _signal, given: Given & { schema?: boolean }) => config(terminal, given)),
    );
}
