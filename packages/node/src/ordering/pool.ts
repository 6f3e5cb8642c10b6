/**
 * The transactions that were checked and wait for a block, in the order of their arrival, with a hard bound. Of each voter it knows the vote with the
 * highest number: a vote that could not replace it is cut off before it costs anything.
 */
import { Failure, type PsephosError } from "psephos";
import type { Outcome, Vote } from "psephos/ledger";
import type { Hex } from "viem";
import type { Pending, Recorded } from "./ordering.js";

export interface PoolBounds {
  /** The most transactions that wait or are being checked. */
  readonly transactions: number;
  /** Their most bytes. */
  readonly bytes: number;
}

/** A vote that waits, with its voter's id. */
export interface WaitingVote {
  readonly vote: Vote;
  readonly voterId: Hex;
}

export class Waiting {
  readonly bytes: Uint8Array;
  readonly vote: WaitingVote | undefined;
  readonly pending: Pending;
  readonly #resolve: (recorded: Recorded) => void;
  readonly #reject: (error: PsephosError) => void;

  constructor(id: Hex, bytes: Uint8Array, outcome: Outcome, vote: WaitingVote | undefined) {
    let resolve!: (recorded: Recorded) => void;
    let reject!: (error: PsephosError) => void;
    const recorded = new Promise<Recorded>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    recorded.catch(() => undefined); // whoever sent it may not wait for it
    this.bytes = bytes;
    this.vote = vote;
    this.pending = { id, outcome, recorded };
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get id(): Hex {
    return this.pending.id;
  }

  resolve(recorded: Recorded): void {
    this.#resolve(recorded);
  }

  reject(error: PsephosError): void {
    this.#reject(error);
  }
}

const claimOf = ({ vote, voterId }: WaitingVote): string => `${vote.processId}/${voterId}`;

export class Pool {
  readonly #bounds: PoolBounds;
  readonly #waiting = new Map<Hex, Waiting>();
  /** The waiting vote with the highest number, by process and voter. */
  readonly #votes = new Map<string, Waiting>();
  #count = 0;
  #bytes = 0;

  constructor(bounds: PoolBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Whether a transaction of this many bytes has no place. */
  isFull(bytes = 1): boolean {
    return this.#count >= this.#bounds.transactions || this.#bytes + bytes > this.#bounds.bytes;
  }

  /**
   * Takes the room of a transaction that is to be checked.
   * @returns a function that gives it back
   * @throws PsephosError `ordering/full`
   */
  reserve(bytes: number): () => void {
    if (this.isFull(bytes)) throw fullPool();
    this.#count += 1;
    this.#bytes += bytes;
    return () => {
      this.#count -= 1;
      this.#bytes -= bytes;
    };
  }

  get(id: Hex): Waiting | undefined {
    return this.#waiting.get(id);
  }

  /** The waiting vote with the highest number of a voter. */
  voteOf(vote: WaitingVote): Waiting | undefined {
    return this.#votes.get(claimOf(vote));
  }

  /** Adds a transaction whose room is reserved: its room is given back when it leaves. */
  add(waiting: Waiting): void {
    this.#waiting.set(waiting.id, waiting);
    if (waiting.vote) this.#votes.set(claimOf(waiting.vote), waiting);
    this.#count += 1;
    this.#bytes += waiting.bytes.length;
  }

  remove(waiting: Waiting): void {
    if (!this.#waiting.delete(waiting.id)) return;
    this.#count -= 1;
    this.#bytes -= waiting.bytes.length;
    if (!waiting.vote) return;
    const claim = claimOf(waiting.vote);
    if (this.#votes.get(claim) === waiting) this.#votes.delete(claim);
  }

  /** The first transactions, with these bounds; they stay. */
  first({ transactions, bytes }: PoolBounds): Waiting[] {
    const first: Waiting[] = [];
    let size = 0;
    for (const waiting of this.#waiting.values()) {
      size += waiting.bytes.length;
      // One transaction always fits: the chain bounds its length.
      if (first.length === transactions || (size > bytes && first.length > 0)) break;
      first.push(waiting);
    }
    return first;
  }

  /** Everything that waits. */
  all(): Waiting[] {
    return [...this.#waiting.values()];
  }
}

export const fullPool = (): Failure =>
  new Failure("ordering/full", "too many transactions wait for a block", {
    hint: "Send it again in a few seconds.",
  });
