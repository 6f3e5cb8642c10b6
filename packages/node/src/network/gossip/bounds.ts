/** What gossip bounds, and what it costs a peer to be wrong. Each figure is for one node. */

/** Bytes of a message: a vote at its longest, in its binary form. */
export const MOST_BYTES = 300_000;
/** Connections of all, and of one network address. */
export const MOST_CONNECTIONS = 64;
export const MOST_OF_ADDRESS = 4;
/** Messages that are checked at once; what comes beside them is not passed on. */
export const MOST_CHECKS = 64;
/** Messages of one peer: so many at once, and so many a second. */
export const BURST = 200;
export const PER_SECOND = 50;
/** False messages after which a peer is dropped; one is forgiven each minute. */
export const MOST_FALSE = 5;
export const FORGIVEN = 60_000;
/** Milliseconds for which a dropped peer is not let in again. */
export const BANISHED = 600_000;
/** Milliseconds for which a message is known again: the same within that time is not read. */
export const REMEMBERED = 30_000;
/** Peers that are kept in mind. */
const MOST_PEERS = 1_000;

interface Counted {
  tokens: number;
  /** When the tokens were counted. */
  at: number;
  wrong: number;
  wrongAt: number;
  /** Until when it is kept out. */
  out: number;
}

/** What each peer has done lately. Its size is bounded: the one that was heard of the longest ago is forgotten, unless it is kept out. */
export class Conduct {
  readonly #peers = new Map<string, Counted>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that runs forward */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  #of(peer: string): Counted {
    const now = this.#now();
    const known = this.#peers.get(peer) ?? { tokens: BURST, at: now, wrong: 0, wrongAt: now, out: 0 };
    this.#peers.delete(peer);
    this.#peers.set(peer, known);
    if (this.#peers.size > MOST_PEERS) {
      const [oldest] = [...this.#peers].find(([, { out }]) => out <= now) ?? [...this.#peers.keys()];
      this.#peers.delete(oldest as string);
    }
    return known;
  }

  /** Counts a message. @returns whether the peer may send it */
  message(peer: string): boolean {
    const it = this.#of(peer);
    const now = this.#now();
    it.tokens = Math.min(BURST, it.tokens + ((now - it.at) * PER_SECOND) / 1000);
    it.at = now;
    if (it.tokens < 1) return false;
    it.tokens -= 1;
    return true;
  }

  /** Counts a false message. @returns whether the peer is to be dropped */
  wrong(peer: string): boolean {
    const it = this.#of(peer);
    const now = this.#now();
    it.wrong = Math.max(0, it.wrong - (now - it.wrongAt) / FORGIVEN) + 1;
    it.wrongAt = now;
    if (it.wrong < MOST_FALSE) return false;
    this.banish(peer);
    return true;
  }

  banish(peer: string): void {
    this.#of(peer).out = this.#now() + BANISHED;
  }

  /** Whether it is kept out. */
  isOut(peer: string): boolean {
    return (this.#peers.get(peer)?.out ?? 0) > this.#now();
  }

  get size(): number {
    return this.#peers.size;
  }
}
