/** The progress of a long step, in a file beside its output, to continue after a kill. It contains no secret. */
import { rm } from "node:fs/promises";
import { readOwn, sizeOfOwn, writeWhole } from "../../files/index.js";
import type { WriterState } from "../formats/binary-writer.js";

interface Saved {
  /** The step's inputs: with other inputs it starts again. */
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

  /** Where an earlier run stopped, if it had the same inputs and its file is long enough. Files of others are ignored. */
  async load(): Promise<Saved | undefined> {
    try {
      const [text, size] = [await readOwn(this.#path), await sizeOfOwn(this.scratch)];
      if (text === undefined || size === undefined) return undefined;
      const saved: Saved = JSON.parse(text);
      return saved.of === this.#of && size >= saved.state.at ? saved : undefined;
    } catch {
      return undefined; // absent or damaged: the step starts again
    }
  }

  async save(done: number, state: WriterState): Promise<void> {
    await writeWhole(this.#path, JSON.stringify({ of: this.#of, done, state } satisfies Saved), {
      replace: true,
    });
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
    await rm(this.scratch, { force: true });
  }
}
