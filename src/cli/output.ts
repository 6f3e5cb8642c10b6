/** What a person or a program sees: lines and progress for one, a single JSON object for the other. */
import pc from "picocolors";

/** Reports how far a step has come. */
export type Progress = (text: string) => void;

export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A line for a person; nothing under `--json`. */
  line(text = ""): void {
    if (!this.json) process.stdout.write(`${text}\n`);
  }

  /** A label and its value, aligned. */
  field(label: string, value: string | number | bigint): void {
    this.line(`  ${pc.dim(label.padEnd(14))} ${value}`);
  }

  /** A warning: to stderr, also under `--json`. */
  warn(text: string): void {
    process.stderr.write(`${pc.yellow("!")} ${text}\n`);
  }

  /** The command's whole answer under `--json`; nothing otherwise. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value, jsonValue, 2)}\n`);
  }

  /** Runs `work` behind a progress line on stderr, and says how long it took. */
  async step<T>(label: string, work: (progress: Progress) => Promise<T> | T): Promise<T> {
    const { default: ora } = await import("ora");
    const started = performance.now();
    const { stderr } = process;
    const spinner = ora({
      text: label,
      stream: stderr,
      isSilent: this.json,
      discardStdin: false,
      isEnabled: stderr.isTTY && stderr.columns > 0, // ora never stops drawing on a terminal without columns
    });
    spinner.start();
    try {
      const value = await work((text) => {
        if (spinner.isSpinning) spinner.text = `${label} ${pc.dim(text)}`;
      });
      const seconds = (performance.now() - started) / 1000;
      spinner.succeed(`${label} ${pc.dim(`${seconds.toFixed(1)} s`)}`);
      return value;
    } catch (error) {
      spinner.fail(label);
      throw error;
    }
  }
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
