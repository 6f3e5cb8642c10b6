/** A store that is a map: quick to copy, for tests that need the chain as it was. */
import type { Store } from "../../../src/ledger/index.js";

export class MapStore implements Store {
  readonly #content: Map<string, Uint8Array>;

  constructor(content: Iterable<readonly [string, Uint8Array]> = []) {
    this.#content = new Map(content);
  }

  get(key: string): Uint8Array | undefined {
    return this.#content.get(key);
  }

  *entries(prefix = ""): Iterable<readonly [string, Uint8Array]> {
    for (const key of [...this.#content.keys()].filter((one) => one.startsWith(prefix)).sort())
      yield [key, this.#content.get(key)!];
  }

  write(changes: ReadonlyMap<string, Uint8Array | null>): void {
    for (const [key, bytes] of changes) {
      if (bytes === null) this.#content.delete(key);
      else this.#content.set(key, bytes);
    }
  }

  /** Another store with the same content; nobody changes bytes in their place. */
  copy(): MapStore {
    return new MapStore(this.#content);
  }
}
