/** What every command is given, and how it is run: output, the signal of Ctrl-C, the exit code. */
import type { Command } from "commander";
import { EXIT, exitCodeOf, showError } from "./errors.js";
import { Output } from "./output.js";

export interface Context {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Makes a commander action of `run`: its errors become one readable message (or one JSON object) and an exit code.
 * @param run resolves to an exit code, or to nothing for 0
 */
export function action<Args extends unknown[]>(
  run: (context: Context, ...args: Args) => Promise<number | undefined>,
): (...args: [...Args, unknown, Command]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const output = new Output(command.optsWithGlobals().json === true);
    const abort = new AbortController();
    const interrupt = () => abort.abort(new DOMException("interrupted", "AbortError"));
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    try {
      const args = all.slice(0, -1) as unknown as Args;
      process.exitCode = (await run({ output, signal: abort.signal }, ...args)) ?? EXIT.done;
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
