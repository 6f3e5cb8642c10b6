/**
 * How far an audit has come, in this user's own cache: an audit that was interrupted goes on from there. It is never beside the bundle: whoever gives out
 * a bundle could put one there.
 */
import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Checkpoint } from "../../audit/index.js";
import type { Hex } from "../../bytes/index.js";
import { readOwn, writeWhole } from "../../files/index.js";

const FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "psephos", "audit");
/** Milliseconds between two writings. */
const EVERY = 2000;

const pathOf = (bundle: Hex): string => join(FOLDER, `${bundle.slice(2)}.json`);

/** How many transactions of a bundle an earlier audit of this user has found right; 0 if none is known. */
export async function readCheckpoint(bundle: Hex): Promise<number> {
  const text = await readOwn(pathOf(bundle)).catch(() => undefined);
  if (text === undefined) return 0;
  try {
    const { transactions } = JSON.parse(text) as Checkpoint;
    return Number.isSafeInteger(transactions) && transactions > 0 ? transactions : 0;
  } catch {
    return 0;
  }
}

/** Writes checkpoints, not too often. A disk that takes none does not end the audit. */
export class Checkpoints {
  #written = performance.now();
  #writing: Promise<void> = Promise.resolve();

  readonly note = (checkpoint: Checkpoint): void => {
    if (performance.now() - this.#written < EVERY) return;
    this.#written = performance.now();
    const write = () =>
      writeWhole(pathOf(checkpoint.bundle), JSON.stringify(checkpoint), { secret: true, replace: true });
    this.#writing = this.#writing.then(write).catch(() => {});
  };

  /** Removes the checkpoint of a bundle whose audit has ended. */
  async end(bundle: Hex | undefined): Promise<void> {
    await this.#writing;
    if (bundle) await rm(pathOf(bundle), { force: true }).catch(() => {});
  }
}
