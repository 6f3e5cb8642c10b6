/** What every command is given, and how it is run: output, the signal of Ctrl-C, the exit code. */
import type { Command } from "commander";
import { EXIT, exitCodeOf, showError } from "./errors.js";
import { Output } from "./output.js";

export interface Context {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a command does: with its arguments, then its options. It resolves to an exit code, or to nothing for 0. */
export type Handler = (
  context: Context,
  ...args: never[]
) => Promise<number | undefined> | Promise<undefined> | Promise<void>;

/** Makes a commander action of a handler: its errors become one readable message (or one JSON object) and an exit code. */
export function action(handler: Handler): (...args: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const output = new Output(command.optsWithGlobals().json === true);
    const abort = new AbortController();
    const interrupt = () => abort.abort(new DOMException("interrupted", "AbortError"));
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    try {
      const args = all.slice(0, -1) as never[];
      process.exitCode = (await handler({ output, signal: abort.signal }, ...args)) || EXIT.done;
    } catch (error) {
      process.exitCode = abort.signal.aborted ? EXIT.interrupted : report(output, error);
    } finally {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    }
  };
}

function report(output: Output, error: unknown): number {
  const shown = showError(error);
  const exitCode = exitCodeOf(error);
  output.error(exitCode === EXIT.refused ? "refused" : "failed", shown);
  return exitCode;
}
