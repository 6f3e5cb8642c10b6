/** What every command gets, and how it is run: output, the signal of Ctrl-C, the exit code. */
import type { Command } from "commander";
import { EXIT, exitCodeOf, showError } from "./errors.js";
import { Output } from "./output.js";

export interface Context {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Aborted when the reader of the output has closed the pipe. Not by a listener of SIGPIPE: when the last one is taken away, the platform no longer ignores the signal, and
 * the next write to any closed pipe or socket ends the process.
 */
export const readerGone = new AbortController();

/** What a command does. It gets its arguments, then its options. It resolves to an exit code, or to nothing for 0. */
export type Handler = (
  context: Context,
  ...args: never[]
) => Promise<number | undefined> | Promise<undefined> | Promise<void>;

/** Turns a handler into a commander action. Its errors become one readable message (or one JSON object) and an exit code. */
export function action(handler: Handler): (...args: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const output = new Output(command.optsWithGlobals().json === true);
    const abort = new AbortController();
    let ended: number | undefined;
    const end = (code: number) => () => {
      ended = code;
      abort.abort(new DOMException("interrupted", "AbortError"));
    };
    const interrupt = end(EXIT.interrupted);
    const ends = { SIGINT: interrupt, SIGTERM: interrupt };
    for (const [signal, listener] of Object.entries(ends)) process.on(signal, listener);
    const closed = end(EXIT.closed);
    if (readerGone.signal.aborted) closed();
    readerGone.signal.addEventListener("abort", closed);
    try {
      const args = all.slice(0, -1) as never[];
      const code = (await handler({ output, signal: abort.signal }, ...args)) || EXIT.done;
      process.exitCode = ended === EXIT.closed ? ended : code;
    } catch (error) {
      process.exitCode = ended ?? fail(output, error);
    } finally {
      for (const [signal, listener] of Object.entries(ends)) process.off(signal, listener);
      readerGone.signal.removeEventListener("abort", closed);
    }
  };
}

/** Shows what went wrong. @returns the exit code */
export function fail(output: Output, error: unknown): number {
  const shown = showError(error);
  const exitCode = exitCodeOf(error);
  output.error(exitCode === EXIT.refused ? "refused" : "failed", shown);
  return exitCode;
}
