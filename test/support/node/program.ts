/** A program of a test that prints lines of JSON and is told lines of JSON. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export class Program {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #told: unknown[] = [];
  #wake: () => void = () => {};
  #ended = false;

  /** @param words the program and its words */
  constructor(words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    const [command, ...rest] = words;
    this.#child = spawn(command!, rest, { stdio: ["pipe", "pipe", "inherit"], env });
    this.#child.stdin.on("error", () => undefined); // it has ended
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on("line", (line) => {
      this.#told.push(JSON.parse(line));
      this.#wake();
    });
    this.#child.once("exit", () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** The next line. */
  async next<T>(): Promise<T> {
    while (this.#told.length === 0) {
      if (this.#ended) throw new Error(`a program has ended: ${this.#child.spawnargs.slice(-2).join(" ")}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#told.shift() as T;
  }

  tell(value: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(value)}\n`);
  }

  /** Ends its input. */
  end(): void {
    this.#child.stdin.end();
  }

  /** Ends its input, and waits until it ends by itself; after a while it is killed. */
  async close(patience = 20_000): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.#child, "exit");
    this.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await exit;
    clearTimeout(timer);
  }
}
