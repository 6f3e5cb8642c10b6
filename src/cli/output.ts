/**
 * The output: lines and progress for a person, one JSON object for a program. Nothing else writes to the terminal.
 * All text is escaped, except for the styling of `style.ts`.
 */
import { visible, visibleJson } from "../errors/index.js";
import type { ShownError } from "./errors.js";
import {
  dim,
  green,
  red,
  rendered,
  type Shown,
  type Styled,
  styled,
  takesColours,
  wrapWords,
  yellow,
} from "./style.js";

/** Reports how far a step has come. */
export type Progress = (text: string) => void;

/** The widest line of a text that is wrapped. */
const WIDEST = 80;
/** The narrowest terminal that text is wrapped for. */
const NARROWEST = 40;

/** How wide the lines of a text on this stream may be. */
const widthOf = ({ columns }: { columns?: number }): number =>
  Math.max(NARROWEST, Math.min(WIDEST, columns || WIDEST));

const toStdout = (text: Shown): void => void process.stdout.write(`${rendered(text, process.stdout)}\n`);
const toStderr = (text: Shown): void => void process.stderr.write(`${rendered(text, process.stderr)}\n`);

export class Output {
  readonly json: boolean;
  readonly #warned = new Set<string>();

  constructor(json: boolean) {
    this.json = json;
  }

  /** A line for a person; nothing under `--json`. */
  line(text: Shown = ""): void {
    if (!this.json) toStdout(text);
  }

  /** A text for a person, in lines broken at words: all indented by `indent` spaces, and those after the first by `hang` more. */
  paragraph(text: Shown, { indent = 0, hang = 0 }: { indent?: number; hang?: number } = {}): void {
    for (const [i, line] of wrapWords(text, widthOf(process.stdout) - indent - hang).entries())
      this.line(styled`${" ".repeat(i === 0 ? indent : indent + hang)}${line}`);
  }

  /** A label and its value, aligned. */
  field(label: string, value: Shown): void {
    this.line(styled`  ${dim(label.padEnd(14))} ${value}`);
  }

  /** A warning, on stderr, also under `--json`, once in a run. On a terminal its lines are broken at words. */
  warn(text: Shown): void {
    const warning = rendered(text, {});
    if (this.#warned.has(warning)) return;
    this.#warned.add(warning);
    const { stderr } = process;
    const lines = stderr.isTTY ? wrapWords(text, widthOf(stderr) - 2) : [text];
    for (const [i, line] of lines.entries()) toStderr(styled`${i === 0 ? yellow("!") : " "} ${line}`);
  }

  /** What went wrong: to stderr, or as the command's whole answer under `--json`. */
  error(verdict: string, error: ShownError): void {
    this.result({ error });
    if (this.json) return;
    // A message may have several lines (one for each mirror). They are indented, so that none looks like another message.
    const shown = (text: string) =>
      text
        .split("\n")
        .map((line) => visible(line))
        .join("\n  ");
    const { stderr } = process;
    const opening = rendered(styled`${red(verdict)}: `, stderr);
    stderr.write(`${opening}${shown(error.message)} ${rendered(dim(`[${error.code}]`), stderr)}\n`);
    if (error.hint) stderr.write(`  ${shown(error.hint)}\n`);
  }

  /** The command's whole answer under `--json`; nothing otherwise. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${visibleJson(value, jsonValue)}\n`);
  }

  /**
   * Runs `work`. On a terminal with colours a line on stderr shows how far it has come, and in the end how long it took; elsewhere one
   * plain line says that it begins.
   */
  async step<T>(label: string, work: (progress: Progress) => Promise<T> | T): Promise<T> {
    const started = performance.now();
    const spinner = this.json ? undefined : await startSpinner(label);
    if (!spinner && !this.json) toStderr(styled`- ${label}`);
    const end = (mark: Styled, text: Shown): void => {
      spinner?.stop();
      if (spinner) toStderr(styled`${mark} ${text}`);
    };
    try {
      const value = await work((text) => {
        if (spinner) spinner.text = rendered(styled`${label} ${dim(text)}`, process.stderr);
      });
      const seconds = (performance.now() - started) / 1000;
      end(green("✔"), styled`${label} ${dim(`${seconds.toFixed(1)} s`)}`);
      return value;
    } catch (error) {
      end(red("✖"), label);
      throw error;
    }
  }
}

/** A spinner on stderr, where that is a terminal that draws one. */
async function startSpinner(label: string) {
  const { stderr } = process;
  // ora never stops drawing on a terminal without columns.
  if (!stderr.isTTY || !stderr.columns || !takesColours(stderr)) return undefined;
  const { default: ora } = await import("ora");
  return ora({ text: visible(label), stream: stderr, discardStdin: false, isEnabled: true }).start();
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
