/**
 * What a person or a program sees: lines and progress for one, a single JSON object for the other. Nothing else writes to the terminal.
 * Whatever is given here is escaped, but for the styling of `style.ts`.
 */
import { visible, visibleJson } from "../errors/index.js";
import type { ShownError } from "./errors.js";
import { dim, red, type Shown, styled, terminal, yellow } from "./style.js";

/** Reports how far a step has come. */
export type Progress = (text: string) => void;

export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A line for a person; nothing under `--json`. */
  line(text: Shown = ""): void {
    if (!this.json) process.stdout.write(`${terminal(text)}\n`);
  }

  /** A label and its value, aligned. */
  field(label: string, value: Shown): void {
    this.line(styled`  ${dim(label.padEnd(14))} ${value}`);
  }

  /** A warning: to stderr, also under `--json`. */
  warn(text: Shown): void {
    process.stderr.write(`${terminal(styled`${yellow("!")} ${text}`)}\n`);
  }

  /** What went wrong: to stderr, or as the command's whole answer under `--json`. */
  error(verdict: string, error: ShownError): void {
    this.result({ error });
    if (this.json) return;
    // A message may have lines of its own (each mirror's answer): they are indented, so that none passes for another message.
    const shown = (text: string) =>
      text
        .split("\n")
        .map((line) => visible(line))
        .join("\n  ");
    const code = terminal(dim(`[${error.code}]`));
    process.stderr.write(`${terminal(red(verdict))}: ${shown(error.message)} ${code}\n`);
    if (error.hint) process.stderr.write(`  ${shown(error.hint)}\n`);
  }

  /** The command's whole answer under `--json`; nothing otherwise. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${visibleJson(value, jsonValue)}\n`);
  }

  /** Runs `work` behind a progress line on stderr, and says how long it took. */
  async step<T>(label: string, work: (progress: Progress) => Promise<T> | T): Promise<T> {
    const { default: ora } = await import("ora");
    const started = performance.now();
    const { stderr } = process;
    const spinner = ora({
      text: visible(label),
      stream: stderr,
      isSilent: this.json,
      discardStdin: false,
      isEnabled: stderr.isTTY && stderr.columns > 0, // ora never stops drawing on a terminal without columns
    });
    spinner.start();
    try {
      const value = await work((text) => {
        if (spinner.isSpinning) spinner.text = terminal(styled`${label} ${dim(text)}`);
      });
      const seconds = (performance.now() - started) / 1000;
      spinner.succeed(terminal(styled`${label} ${dim(`${seconds.toFixed(1)} s`)}`));
      return value;
    } catch (error) {
      spinner.fail(visible(label));
      throw error;
    }
  }
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
