/** What gossip bounds, and what it costs a peer to be wrong. Each figure is for one node. */

/** Bytes of a message: a vote at its longest, in its binary form. */
export const MOST_BYTES = 300_000;
/** Connections of gateways, and of one network address among them. */
export const MOST_CONNECTIONS = 64;
export const MOST_OF_ADDRESS = 4;
/** The same of browsers: many voters may share an address. */
export const MOST_VISITORS = 512;
export const MOST_VISITORS_OF_ADDRESS = 32;
/** New connections of one address in a second, and of a proxy that brings many voters. */
export const NEW_PER_SECOND = 20;
export const NEW_OF_PROXY = 200;
/** Connections that are being opened. */
export const MOST_OPENING = 64;
/** Milliseconds in which a browser's connection has to be open, and for which it lasts. */
export const OPENING_TIME = 10_000;
export const VISIT_TIME = 600_000;
/** Bytes of a frame of WebSocket. */
export const MOST_FRAME = 2 ** 20;
/** Voters' requests at once: of all, of one network address, of one connection. */
export const MOST_REQUESTS = 256;
export const MOST_REQUESTS_OF_ADDRESS = 64;
export const MOST_REQUESTS_OF_PEER = 8;
/** Bytes of a request. */
export const MOST_REQUEST = 320_000;
/** Milliseconds in which a request has to come, and in which its answer has to be taken. */
export const REQUEST_TIME = 10_000;
export const ANSWER_TIME = 60_000;
/** Bytes of answers that are on their way. */
export const MOST_ANSWERS = 128 * 2 ** 20;
/** Messages that are checked at once, and of one peer; what comes beside them is not passed on. */
export const MOST_CHECKS = 64;
export const MOST_CHECKS_OF_PEER = 8;
/** Messages of one peer: so many at once, and so many a second. */
export const BURST = 200;
export const PER_SECOND = 50;
/** What one peer may send before it is dropped, known or not, read or not: messages and subscriptions, so many at once, and so many a second. */
export const FLOOD = 2_000;
export const FLOOD_PER_SECOND = 500;
/** False messages after which a peer is dropped; one is forgiven each minute. */
export const MOST_FALSE = 5;
export const FORGIVEN = 60_000;
/** Milliseconds for which a dropped peer is not let in again. */
export const BANISHED = 600_000;
/** Milliseconds for which a message is known again: the same within that time is not read. */
export const REMEMBERED = 30_000;
/** Peers that are kept in mind. */
const MOST_PEERS = 1_000;

/** So many at once, and so many a second. */
export class Bucket {
  readonly #most: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now milliseconds of a clock that runs forward */
  constructor(most: number, perSecond: number, now = () => performance.now()) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#left = most;
    this.#at = now();
  }

  /** @returns whether there were so many; if not, none is taken */
  take(count = 1): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }
}

/** How many of something each name has now. It remembers those that have any. */
export class Counts {
  readonly #of = new Map<string, number>();

  of(name: string): number {
    return this.#of.get(name) ?? 0;
  }

  /** One more. @returns takes it away again: to be called once */
  add(name: string): () => void {
    this.#of.set(name, this.of(name) + 1);
    return () => {
      const left = this.of(name) - 1;
      if (left === 0) this.#of.delete(name);
      else this.#of.set(name, left);
    };
  }
}

interface Counted {
  readonly share: Bucket;
  readonly flood: Bucket;
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
    const known = this.#peers.get(peer) ?? {
      share: new Bucket(BURST, PER_SECOND, this.#now),
      flood: new Bucket(FLOOD, FLOOD_PER_SECOND, this.#now),
      ...{ wrong: 0, wrongAt: now, out: 0 },
    };
    this.#peers.delete(peer);
    this.#peers.set(peer, known);
    if (this.#peers.size > MOST_PEERS) {
      const [oldest] = [...this.#peers].find(([, { out }]) => out <= now) ?? [...this.#peers.keys()];
      this.#peers.delete(oldest as string);
    }
    return known;
  }

  /** Counts a message. @returns whether it is of the peer's share */
  message(peer: string): boolean {
    return this.#of(peer).share.take();
  }

  /** Counts all that a peer sends. A peer that floods is kept out. @returns whether it does */
  floods(peer: string, count: number): boolean {
    if (this.#of(peer).flood.take(count)) return false;
    this.banish(peer);
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
