/** One bar for the whole way: how far a contribution is, from 0 to 1, never back. */

/** What the contributor is told of it. */
export type Stage = "fetching" | "checking" | "adding";

export interface Journey {
  readonly stage: Stage;
  /** From 0 to 1. */
  readonly fraction: number;
}

interface Step {
  /** As `addToKey` calls it. A name may come again later. */
  readonly name: string;
  readonly stage: Stage;
  /** About its share of the time, as measured for `census-7`. */
  readonly weight: number;
}
const step = (name: string, weight: number, stage: Stage = "checking"): Step => ({ name, weight, stage });

/** The first key, made again from the circuit and the powers of tau. */
const INITIAL = [
  step("section L", 20),
  ...[step("section A", 14), step("section B1", 14), step("section B2", 17), step("section H", 0.1)],
];
/** The key held to it. */
const COMPARED = [
  ...[step("checking section H", 0.5), step("section L", 1), step("section L", 1), step("checking H", 1.5)],
];
const ADDED = [step("section L", 1, "adding"), step("section H", 1, "adding")];

/** The steps of `addToKey`. @param circuit whether the key is checked against its circuit. @param first whether it has no contribution */
export const stepsOf = (circuit: boolean, first: boolean): readonly Step[] => [
  ...(circuit ? [...INITIAL, ...(first ? [] : COMPARED)] : []),
  ...ADDED,
];

/** The share of the bar that is for fetching, where there is something to fetch. */
const FETCHING = 0.15;

export class Course {
  readonly #steps: readonly Step[];
  readonly #from: number;
  #at = 0;
  #done = 0;
  #fraction = 0;

  /** @param fetches whether files come from elsewhere */
  constructor(steps: readonly Step[], fetches: boolean) {
    this.#steps = steps;
    this.#from = fetches ? FETCHING : 0;
  }

  /** @param part of all bytes, from 0 to 1 */
  fetched(part: number): Journey {
    return this.#reach("fetching", this.#from * part);
  }

  /** Part `done` of `total` of a step; of an unknown one nothing moves. */
  worked(name: string, done: number, total: number): Journey {
    const again = this.#steps[this.#at]!.name === name && done > this.#done;
    const next = again ? this.#at : this.#steps.findIndex((one, i) => one.name === name && i >= this.#next);
    if (next >= 0) {
      this.#at = next;
      this.#done = done;
    }
    const { stage, weight } = this.#steps[this.#at]!;
    const sum = (steps: readonly Step[]) => steps.reduce((total, one) => total + one.weight, 0);
    const part = next < 0 ? 0 : done / total;
    const worked = (sum(this.#steps.slice(0, this.#at)) + weight * part) / sum(this.#steps);
    return this.#reach(stage, this.#from + (1 - this.#from) * worked);
  }

  /** Where a name that comes again is looked for. */
  get #next(): number {
    return this.#done === 0 ? this.#at : this.#at + 1;
  }

  #reach(stage: Stage, fraction: number): Journey {
    this.#fraction = Math.max(this.#fraction, Math.min(1, fraction));
    return { stage, fraction: this.#fraction };
  }
}
