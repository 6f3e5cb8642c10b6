/** Server-sent events: blocks and the states of transactions by id. A stream that does not keep up is cut; nobody's address is in an event. */
import type { ServerResponse } from "node:http";
import { Failure, type PsephosError } from "psephos";
import type { NodeEvent } from "psephos/api";
import type { Hex } from "viem";
import type { Ordering, OrderingEvent } from "../ordering/index.js";
import { errorBody } from "./errors.js";
import type { Limits } from "./limits.js";

const HEARTBEAT = 15_000;

interface Stream {
  readonly response: ServerResponse;
  readonly onlyBlocks: boolean;
}

function eventOf(event: OrderingEvent): NodeEvent | undefined {
  switch (event.kind) {
    case "block":
      return { kind: "block", head: event.head, transactions: event.transactions };
    case "recorded":
      return { kind: "recorded", id: event.id, height: event.recorded.height };
    case "refused":
      return { kind: "refused", id: event.id, error: errorBody(event.error) };
    case "trouble":
      return undefined;
  }
}

export class EventStreams {
  readonly #limits: Limits;
  readonly #streams = new Set<Stream>();
  readonly #unsubscribe: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #early = 0;
  #second = 0;
  #cut = 0;

  constructor(ordering: Ordering, limits: Limits) {
    this.#limits = limits;
    this.#unsubscribe = ordering.subscribe((event) => {
      const told = eventOf(event);
      if (told) this.#send(told);
    });
    this.#heartbeat = setInterval(() => this.#write(": still here\n\n", false), HEARTBEAT).unref();
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Streams that were cut because they did not keep up. */
  get cut(): number {
    return this.#cut;
  }

  /** Opens a stream. @throws PsephosError `service/streams` */
  open(response: ServerResponse, onlyBlocks: boolean): void {
    this.ensureRoom();
    const stream = { response, onlyBlocks };
    this.#streams.add(stream);
    response.on("close", () => this.#streams.delete(stream));
    response.write("retry: 2000\n\n");
  }

  /** @throws PsephosError `service/streams` */
  ensureRoom(): void {
    if (this.#streams.size >= this.#limits.streams)
      throw new Failure("service/streams", "the node has as many streams of events as it takes", {
        hint: "Ask for blocks or receipts in place of events, or come again later.",
      });
  }

  /** What happened to a transaction before it waits for a block. */
  early(id: Hex, state: "received" | "verified" | PsephosError): void {
    if (this.#streams.size === 0) return;
    const second = Math.floor(performance.now() / 1000);
    this.#early = second === this.#second ? this.#early + 1 : 1;
    this.#second = second;
    if (this.#early > this.#limits.earlyEvents) return;
    this.#send(
      typeof state === "string"
        ? { kind: "transaction", id, state }
        : { kind: "refused", id, error: errorBody(state) },
    );
  }

  #send(event: NodeEvent): void {
    this.#write(`data: ${JSON.stringify(event)}\n\n`, event.kind !== "block");
  }

  #write(text: string, isState: boolean): void {
    for (const stream of this.#streams) {
      if (isState && stream.onlyBlocks) continue;
      if (stream.response.writableLength + text.length > this.#limits.streamBytes) {
        this.#cut += 1;
        this.#streams.delete(stream);
        stream.response.destroy();
        continue;
      }
      stream.response.write(text);
    }
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#unsubscribe();
    for (const { response } of this.#streams) response.end();
    this.#streams.clear();
  }
}
