/** Lets each key have a few things under way at once. The others wait for their turn, up to a bound. */
export class Turns {
  readonly #atOnce: number;
  readonly #most: number;
  readonly #keys = new Map<string, { running: number; readonly waiting: (() => void)[] }>();

  /** @param most that wait, of one key */
  constructor(atOnce: number, most: number) {
    this.#atOnce = atOnce;
    this.#most = most;
  }

  /** Keys with anything under way. */
  get size(): number {
    return this.#keys.size;
  }

  /** A function that begins work when it is its turn, and rejects as the work does; undefined if too much waits already. */
  take(key: string): (<T>(work: () => Promise<T>) => Promise<T>) | undefined {
    const own = this.#keys.get(key) ?? { running: 0, waiting: [] };
    if (own.running >= this.#atOnce && own.waiting.length >= this.#most) return undefined;
    this.#keys.set(key, own);
    let turn: Promise<void> | undefined;
    if (own.running < this.#atOnce) own.running += 1;
    else turn = new Promise((resolve) => own.waiting.push(resolve)); // its place is handed on
    return async (work) => {
      await turn;
      try {
        return await work();
      } finally {
        const next = own.waiting.shift();
        if (next) next();
        else own.running -= 1;
        if (own.running === 0) this.#keys.delete(key);
      }
    };
  }
}
