/**
 * Sends what waits to the engine, in batches, and again until it is in a block: the engine may drop what it acknowledged, and tells nobody. After each block
 * it asks the application again for everything that it has; what it does not ask for, it does not have.
 */
import { PsephosError } from "psephos";
import { encodeBatch } from "psephos/api";
import type { Waiting } from "../pool.js";
import type { Broadcast } from "./rpc.js";

export interface OutboxOptions {
  readonly broadcast: (batch: Uint8Array) => Promise<Broadcast>;
  /** Whether the engine has a transaction. */
  readonly has: (waiting: Waiting) => boolean;
  /** Everything that waits. */
  readonly waiting: () => readonly Waiting[];
  /** The engine did not take it for what the application said: is it refused now? */
  readonly reconsider: (waiting: Waiting) => void;
  /** The engine cannot be reached. */
  readonly failed: (error: PsephosError) => void;
  /** Milliseconds from the first transaction of a batch to its sending. */
  readonly delay?: number;
  readonly most?: number;
}

const DELAY = 100;
const MOST = 128;
const MOST_BYTES = 2 ** 18;
/** Blocks after which a transaction that the engine answered for is looked for: between the two of them the engine has asked again for what it still has. */
const PATIENCE = 2;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #delay: number;
  readonly #most: number;
  /** The block after which the engine answered for each; infinite until it answers: on a busy machine it takes longer than blocks do, and what is sent twice is checked twice. */
  readonly #sent = new WeakMap<Waiting, number>();
  #next: Waiting[] = [];
  #bytes = 0;
  #height = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#delay = options.delay ?? DELAY;
    this.#most = options.most ?? MOST;
  }

  add(waiting: Waiting): void {
    // A batch begins with what decides its place in the block: messages of oracles and keykeepers travel alone.
    if (!waiting.vote) {
      void this.#send([waiting]);
      return;
    }
    // Together the last one and those before it may be more than the engine takes: then none of them would ever arrive.
    if (this.#bytes + waiting.bytes.length > MOST_BYTES) this.#flush();
    this.#next.push(waiting);
    this.#bytes += waiting.bytes.length;
    if (this.#next.length >= this.#most || this.#bytes >= MOST_BYTES) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#delay);
  }

  /** A block is on the disk: what the engine lost is sent again. `has` still answers as of the time before the block. */
  committed(height: number): void {
    this.#height = height;
    for (const waiting of this.#options.waiting()) {
      const sent = this.#sent.get(waiting);
      if (sent === undefined || height < sent + PATIENCE) continue;
      if (!this.#options.has(waiting)) this.add(waiting);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#next = [];
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#next;
    this.#next = [];
    this.#bytes = 0;
    if (batch.length > 0) void this.#send(batch);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) this.#sent.set(waiting, Number.POSITIVE_INFINITY);
    try {
      const { code, log } = await this.#options.broadcast(encodeBatch(batch.map(({ bytes }) => bytes)));
      if (code === 0 && log === "") return;
      const codes = codesOf(log);
      for (const [i, waiting] of batch.entries()) if (codes[i] !== null) this.#options.reconsider(waiting);
    } catch (error) {
      // It is sent again after a later block.
      if (error instanceof PsephosError) this.#options.failed(error);
      else throw error;
    } finally {
      for (const waiting of batch) this.#sent.set(waiting, this.#height);
    }
  }
}

function codesOf(log: string): readonly unknown[] {
  try {
    const codes: unknown = JSON.parse(log);
    return Array.isArray(codes) ? codes : [];
  } catch {
    return [];
  }
}
