/** How far a long step has come, in a file beside its output: what is needed to go on after a kill. It holds no secret. */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import type { WriterState } from "../formats/binary-writer.js";

interface Saved {
  /** What the step was asked: another question begins anew. */
  readonly of: string;
  /** Parts done. */
  readonly done: number;
  readonly state: WriterState;
}

export class Checkpoint {
  readonly scratch: string;
  readonly #path: string;
  readonly #of: string;

  /** @param of names the step's inputs by their hashes, and its options */
  constructor(to: string, of: string) {
    this.scratch = `${to}.partial`;
    this.#path = `${to}.checkpoint.json`;
    this.#of = of;
  }

  /** Where an earlier run stopped, if it was asked the same and its file is long enough. */
  async load(): Promise<Saved | undefined> {
    try {
      const saved: Saved = JSON.parse(await readFile(this.#path, "utf8"));
      const { size } = await stat(this.scratch);
      return saved.of === this.#of && size >= saved.state.at ? saved : undefined;
    } catch {
      return undefined; // absent or damaged: the step begins anew
    }
  }

  async save(done: number, state: WriterState): Promise<void> {
    await writeFile(`${this.#path}.new`, JSON.stringify({ of: this.#of, done, state } satisfies Saved));
    await rename(`${this.#path}.new`, this.#path);
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
    await rm(this.scratch, { force: true });
  }
}
