/**
 * What is known of statements, by the names of the facts: true ones and false ones. Those not asked for the longest are forgotten first.
 * Who asks what another is just asking shares the answer.
 */
import type { Hex } from "../bytes/index.js";

export class FactMemory {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #known = new Map<Hex, boolean>();
  readonly #underWay = new Map<Hex, Promise<boolean>>();

  /** @param limit how many answers are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answer, or the promise of one; nothing if nobody asked lately. */
  get(name: Hex): boolean | Promise<boolean> | undefined {
    const answer = this.#known.get(name);
    if (answer === undefined) return this.#underWay.get(name);
    this.#keep(name, answer);
    return answer;
  }

  /** Takes the promise of an answer. An answer is kept; an error is not, so that the next who asks tries again. */
  expect(name: Hex, answer: Promise<boolean>): void {
    this.#underWay.set(name, answer);
    answer.then(
      (known) => {
        this.#underWay.delete(name);
        this.#keep(name, known);
      },
      () => this.#underWay.delete(name), // the error goes to those who asked
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
