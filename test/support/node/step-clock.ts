/** A clock that a test steps: a node whose blocks it says makes one block a step. */
import type { BlockClock } from "../../../packages/node/src/ordering/index.js";

export class StepClock implements BlockClock {
  #now = 0;
  #due: { readonly at: number; readonly run: () => void } | undefined;
  #awaited: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const due = { at: this.#now + milliseconds, run };
    this.#due = due;
    this.#awaited?.();
    return () => {
      if (this.#due === due) this.#due = undefined;
    };
  }

  /** Goes to when the next block is due, and lets it be made. */
  async step(): Promise<void> {
    if (!this.#due)
      await new Promise<void>((resolve) => {
        this.#awaited = resolve;
      });
    this.#awaited = undefined;
    const { at, run } = this.#due!;
    this.#due = undefined;
    this.#now = at;
    run();
  }
}
