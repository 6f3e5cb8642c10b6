/** What the command writes: lines for a person, or one JSON object for a program; errors and progress on stderr. */
import { PsephosError } from "psephos";

/** Exit codes, as those of `psephos`. */
export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130, closed: 141 } as const;

/** At most so often, in milliseconds, is progress written. */
const PROGRESS_EVERY = 500;

export class Terminal {
  readonly json: boolean;
  #told = 0;

  constructor(json: boolean) {
    this.json = json;
  }

  line(text = ""): void {
    if (!this.json) process.stdout.write(`${text}\n`);
  }

  field(label: string, value: string | number): void {
    this.line(`  ${label.padEnd(14)} ${value}`);
  }

  warn(text: string): void {
    process.stderr.write(`! ${text}\n`);
  }

  /** Rewrites one line of a terminal; nothing elsewhere. */
  progress(text: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#told < PROGRESS_EVERY) return;
    this.#told = now;
    process.stderr.write(`\r\x1b[K${text}`);
  }

  progressDone(): void {
    if (process.stderr.isTTY && this.#told > 0) process.stderr.write("\r\x1b[K");
  }

  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Shows an error. @returns the exit code */
  fail(error: unknown): number {
    if (error instanceof Error && error.name === "AbortError") return EXIT.interrupted;
    if (!(error instanceof PsephosError)) {
      const message = error instanceof Error ? error.message : String(error);
      this.result({ error: { code: "node/unexpected", message } });
      if (!this.json) process.stderr.write(`Failed: ${message}\n`);
      return EXIT.failed;
    }
    const { code, message, hint, kind } = error;
    this.result({ error: { code, message, ...(hint && { hint }) } });
    if (!this.json)
      process.stderr.write(
        `${kind === "refused" ? "Refused" : "Failed"}: ${message} [${code}]\n${hint ? `  ${hint}\n` : ""}`,
      );
    return kind === "refused" ? EXIT.refused : EXIT.failed;
  }
}
