/**
 * The parts of a file that an interrupted verification has verified, so that the next one continues. The list is
 * trusted, and people who can still change the file must not know the weights of its sums. So it belongs in a folder that
 * only its owner reads and writes, never beside a file from others.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readOwn, writeWhole } from "../../files/index.js";

export class VerifiedParts {
  readonly #path: string | undefined;
  readonly #parts: Map<string, string>;
  #written: Promise<void> = Promise.resolve();

  private constructor(path: string | undefined, parts: Map<string, string>) {
    this.#path = path;
    this.#parts = parts;
  }

  /**
   * @param folder where the lists are kept; without it none is kept
   * @param sha256 of the file: another file has another list
   */
  static async open(folder: string | undefined, sha256: string): Promise<VerifiedParts> {
    if (folder === undefined) return new VerifiedParts(undefined, new Map());
    const path = join(folder, `${sha256}.verified.json`);
    try {
      return new VerifiedParts(path, new Map(JSON.parse((await readOwn(path)) ?? "[]")));
    } catch {
      return new VerifiedParts(path, new Map()); // absent or damaged: all is checked
    }
  }

  /** How many parts an earlier verification has verified. */
  get size(): number {
    return this.#parts.size;
  }

  /** The result for a part, if it was checked before. */
  get(part: string): string | undefined {
    return this.#parts.get(part);
  }

  add(part: string, found: string): Promise<void> {
    this.#parts.set(part, found);
    this.#written = this.#written.then(() => this.#write());
    return this.#written;
  }

  async #write(): Promise<void> {
    if (this.#path === undefined) return;
    try {
      await writeWhole(this.#path, JSON.stringify([...this.#parts]), { secret: true, replace: true });
    } catch {
      // if nothing can be written, a killed verification starts again
    }
  }

  async clear(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { force: true });
  }
}
