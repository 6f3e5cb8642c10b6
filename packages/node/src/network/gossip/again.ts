/**
 * Votes and registrations that this node passed on and that are in no block yet. A message of gossip may reach nobody who can take it: no peer was connected, or all were busy. So it is
 * passed on again, each time after twice the time, and given to the node's own ordering again once that takes anything.
 */
import { createHash } from "node:crypto";
import type { Hex } from "viem";
import { REMEMBERED } from "./bounds.js";

export interface AgainOptions {
  /** Whether a block has it. @param id SHA-256 of the transaction */
  readonly isRecorded: (id: Hex) => boolean;
  readonly send: (bytes: Uint8Array) => Promise<unknown>;
  /** Milliseconds before the second time: longer than messages are remembered, or nobody would read it. */
  readonly first?: number;
  /** Milliseconds of a clock that runs forward. */
  readonly now?: () => number;
}

interface Held {
  readonly bytes: Uint8Array;
  pause: number;
  due: number;
}

const FIRST = REMEMBERED + 10_000;
/** The longest pause, in first ones; what is in no block after it is forgotten. */
const LAST = 256;
const MOST = 20_000;
const MOST_BYTES = 32 * 2 ** 20;
/** Sent in one look: peers take fifty a second of one node. */
const MOST_SENT = 50;

export class Again {
  readonly #options: AgainOptions;
  readonly #first: number;
  readonly #now: () => number;
  readonly #held = new Map<Hex, Held>();
  #bytes = 0;
  #looking = false;

  constructor(options: AgainOptions) {
    this.#options = options;
    this.#first = options.first ?? FIRST;
    this.#now = options.now ?? (() => performance.now());
  }

  get size(): number {
    return this.#held.size;
  }

  /** Its memory is bounded: the oldest are forgotten. */
  hold(bytes: Uint8Array): void {
    const id: Hex = `0x${createHash("sha256").update(bytes).digest("hex")}`;
    if (this.#held.has(id)) return;
    this.#held.set(id, { bytes, pause: this.#first, due: this.#now() + this.#first });
    this.#bytes += bytes.length;
    for (const [oldest] of this.#held) {
      if (this.#held.size <= MOST && this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(id: Hex): void {
    this.#bytes -= this.#held.get(id)?.bytes.length ?? 0;
    this.#held.delete(id);
  }

  /** Sends what is due, and forgets what is recorded. Call it every second or so; one look at a time. @throws what `isRecorded` throws */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#lookOnce(this.#now());
    } finally {
      this.#looking = false;
    }
  }

  async #lookOnce(now: number): Promise<void> {
    let sent = 0;
    for (const [id, held] of [...this.#held].filter(([, { due }]) => due <= now)) {
      if (this.#options.isRecorded(id) || held.pause > LAST * this.#first) this.#forget(id);
      else if (sent < MOST_SENT) {
        sent += 1;
        held.pause *= 2;
        held.due = now + held.pause;
        await this.#options.send(held.bytes).catch(() => {}); // its next time comes
      }
    }
  }
}
