/**
 * Known answers about statements, true or false, by the names of the facts. The answer that was unused for the longest time is removed first.
 * Callers that ask the same question at the same time share the answer.
 */
import type { Hex } from "../bytes/index.js";

export class FactMemory {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #known = new Map<Hex, boolean>();
  readonly #underWay = new Map<Hex, Promise<boolean>>();

  /** @param limit how many answers are stored */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answer, or the promise of one; undefined if none is stored. */
  get(name: Hex): boolean | Promise<boolean> | undefined {
    const answer = this.#known.get(name);
    if (answer === undefined) return this.#underWay.get(name);
    this.#keep(name, answer);
    return answer;
  }

  /** Stores the promise of an answer. An answer stays stored; an error does not, so the next caller tries again. */
  expect(name: Hex, answer: Promise<boolean>): void {
    this.#underWay.set(name, answer);
    answer.then(
      (known) => {
        this.#underWay.delete(name);
        this.#keep(name, known);
      },
      () => this.#underWay.delete(name), // the callers get the error
    );
  }

  #keep(name: Hex, answer: boolean): void {
    this.#known.delete(name);
    this.#known.set(name, answer);
    if (this.#known.size <= this.#limit) return;
    const [oldest] = this.#known.keys();
    this.#known.delete(oldest!);
  }
}
