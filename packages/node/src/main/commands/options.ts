/** Options of settings, and how a command runs. */
import { type Command, CommanderError } from "commander";
import { loadSettings } from "../load-settings.js";
import { flagOf, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from "../settings.js";
import { Terminal } from "../terminal.js";

/** Options of all settings, or of some. */
export function withSettings(command: Command, names: readonly SettingName[] = SETTING_NAMES): Command {
  command.option("--config <file>", "a file of settings; config.json of the home if left out");
  for (const name of names) {
    const { type, description } = SETTINGS[name];
    const value =
      type === "array"
        ? "<value...>"
        : type === "boolean"
          ? "<true|false>"
          : `<${type === "integer" ? "number" : "value"}>`;
    command.option(`${flagOf(name)} ${value}`, description);
  }
  return command;
}

export interface Given extends Partial<Record<SettingName, unknown>> {
  readonly config?: string;
}

export const settingsOf = ({ config, ...flags }: Given): Settings =>
  loadSettings({
    flags: Object.fromEntries(Object.entries(flags).filter(([name]) => name in SETTINGS)),
    environment: process.env,
    file: config,
  });

/** Runs a handler: shows its errors, sets the exit code. Ctrl-C aborts the signal. */
export const handled =
  <Args extends readonly unknown[]>(
    json: boolean,
    handler: (terminal: Terminal, signal: AbortSignal, ...args: Args) => Promise<void> | void,
  ) =>
  async (...args: Args): Promise<void> => {
    const terminal = new Terminal(json);
    const abort = new AbortController();
    const stop = () => abort.abort();
    process.once("SIGINT", stop).once("SIGTERM", stop);
    try {
      await handler(terminal, abort.signal, ...args);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      terminal.progressDone();
      process.exitCode = terminal.fail(error);
    } finally {
      process.off("SIGINT", stop).off("SIGTERM", stop);
    }
  };
