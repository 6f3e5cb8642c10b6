/** What the door bounds, and the counters of who has sent how much. */
import { isIPv6 } from "node:net";

export interface Limits {
  /** Open connections; further ones are closed at once. */
  readonly connections: number;
  /** Open streams of events. */
  readonly streams: number;
  /** Bytes that a stream may be behind before it is cut. */
  readonly streamBytes: number;
  /** States told in a second before their block: strangers can cause them, so a flood of them is left out. */
  readonly earlyEvents: number;
  /** Requests of one address in a second; addresses of one IPv6 network of 64 bits count together, here and below. */
  readonly requests: number;
  /** Votes and messages for one process in a second. */
  readonly processRate: number;
  /** False proofs and signatures of one address for one process in a minute; five times as many for all processes. */
  readonly falseVotes: number;
  /** False votes that one relay brings in a minute: it cannot know which voter sends them. */
  readonly relayedFalseVotes: number;
  /** Transactions of one address that are being checked; more of them wait for their turn, and `senderQueue` at most. */
  readonly senderChecks: number;
  readonly senderQueue: number;
  /** Bytes of bodies that are being received. */
  readonly bodies: number;
  /** Bytes of pages of blocks and of logs that are being made or sent. */
  readonly pages: number;
  /** Pages of one address at once. */
  readonly senderPages: number;
  /** Bytes of answers to carried requests that are being made, whoever carries them. */
  readonly carried: number;
  /** Milliseconds in which a page has to be read. */
  readonly pageTime: number;
  /** Bytes of a file. */
  readonly content: number;
  /** Lines of a batch. */
  readonly batch: number;
  /** Milliseconds for the head of a request, and for the whole of it. */
  readonly headTime: number;
  readonly requestTime: number;
  /** Milliseconds without a byte in either direction. */
  readonly idleTime: number;
  /** Milliseconds that an answer waits for a block. */
  readonly wait: number;
}

export const LIMITS: Limits = {
  connections: 20_000,
  streams: 1_000,
  streamBytes: 256 * 1024,
  earlyEvents: 1_000,
  requests: 500,
  processRate: 5_000,
  falseVotes: 20,
  relayedFalseVotes: 1_000,
  senderChecks: 64,
  senderQueue: 4_000,
  bodies: 128 * 2 ** 20,
  pages: 256 * 2 ** 20,
  senderPages: 16,
  carried: 256 * 2 ** 20,
  pageTime: 120_000,
  content: 64 * 2 ** 20,
  batch: 1_000,
  headTime: 10_000,
  requestTime: 60_000,
  idleTime: 60_000,
  wait: 30_000,
};

interface Counted {
  count: number;
  /** When the window ends, in milliseconds of the monotonic clock. */
  until: number;
}

/** Groups of an IPv6 address that name a network: providers give each customer one of 64 bits at least. */
const NETWORK = 4;

/**
 * Whom an address counts for: an IPv4 address for itself, an IPv6 address for its network of 64 bits, because one host has all of that network's
 * addresses. An IPv4 address in an IPv6 one (::ffff:192.0.2.1) counts as the IPv4 address.
 * @param address as a socket, or a trusted proxy, names it
 */
export function senderOf(address: string): string {
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare)) return address;
  // The platform writes it as in RFC 5952: only hex groups, at most one ::.
  const text = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(text);
  if (mapped) {
    const words = mapped.slice(1).map((word) => Number.parseInt(word, 16));
    return words.flatMap((word) => [word >> 8, word & 0xff]).join(".");
  }
  const [left, right] = text.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = right ? Array<string>(8 - left!.length - right.length).fill("0") : [];
  return `${[...left!, ...zeros, ...(right ?? [])].slice(0, NETWORK).join(":")}::/64`;
}

const MOST_KEYS = 20_000;

/** Adds to a map, which forgets its oldest key when it is full. */
function putBounded(map: Map<string, Counted>, key: string, counted: Counted): void {
  map.delete(key);
  if (map.size >= MOST_KEYS) map.delete(map.keys().next().value!);
  map.set(key, counted);
}

/**
 * Counts by key in windows of time. Its memory is bounded, whoever sends what: it forgets the oldest keys. Those that are blocked are kept apart, so that nobody is
 * free again by sending under many other keys.
 */
export class Windows {
  readonly #most: number;
  readonly #length: number;
  readonly #counts = new Map<string, Counted>();
  readonly #blocked = new Map<string, Counted>();

  /** @param most within `length` milliseconds */
  constructor(most: number, length: number) {
    this.#most = most;
    this.#length = length;
  }

  get size(): number {
    return this.#counts.size + this.#blocked.size;
  }

  add(key: string, amount = 1): void {
    const now = performance.now();
    const before = this.#blocked.get(key) ?? this.#counts.get(key);
    const counted =
      before && before.until > now
        ? { count: before.count + amount, until: before.until }
        : { count: amount, until: now + this.#length };
    const blocked = counted.count >= this.#most;
    (blocked ? this.#counts : this.#blocked).delete(key);
    putBounded(blocked ? this.#blocked : this.#counts, key, counted);
  }

  /** Seconds until the key may go on; undefined if it may. */
  blocked(key: string): number | undefined {
    const counted = this.#blocked.get(key);
    const left = counted ? counted.until - performance.now() : 0;
    return left > 0 ? Math.ceil(left / 1000) : undefined;
  }
}

/** Bytes that are in use, with a hard bound. */
export class Budget {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get used(): number {
    return this.#used;
  }

  /** @returns a function that gives them back, once; undefined if there are not so many */
  take(bytes: number): (() => void) | undefined {
    if (this.#used + bytes > this.#most) return undefined;
    this.#used += bytes;
    let open = true;
    return () => {
      if (open) this.#used -= bytes;
      open = false;
    };
  }
}
