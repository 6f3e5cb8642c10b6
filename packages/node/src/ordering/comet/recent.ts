/** Values by height that are computed once, a few at a time, and forgotten when there are many. */

export interface RecentBounds {
  /** The most values that are kept. */
  readonly kept: number;
  /** The most that are being computed; the others wait for their turn. */
  readonly atOnce: number;
}

export class Recent<T> {
  readonly #values = new Map<number, Promise<T>>();
  readonly #make: (height: number) => Promise<T>;
  readonly #bounds: RecentBounds;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(make: (height: number) => Promise<T>, bounds: RecentBounds) {
    this.#make = make;
    this.#bounds = bounds;
  }

  /** Rejects as what computes it; then the next caller tries again. */
  at(height: number): Promise<T> {
    const known = this.#values.get(height);
    if (known) return known;
    const value = this.#inTurn(height);
    this.#values.set(height, value);
    value.catch(() => {
      if (this.#values.get(height) === value) this.#values.delete(height);
    });
    if (this.#values.size > this.#bounds.kept) this.#values.delete(this.#values.keys().next().value!);
    return value;
  }

  async #inTurn(height: number): Promise<T> {
    if (this.#running < this.#bounds.atOnce) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve)); // its place is handed on
    try {
      return await this.#make(height);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
