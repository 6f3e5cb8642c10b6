/**
 * Voters' requests over libp2p, for browsers that no HTTP door answers: one request a stream, as binary HTTP (RFC 9292) with its length before it, and its answer in the same form.
 * The node's door takes the routes that voters need; here a stream's bytes, time and number are bounded.
 *
 *     stream = varint length ‖ request → varint length ‖ answer
 */
import type { Connection, Stream } from "@libp2p/interface";
import { lpStream } from "@libp2p/utils";
import { Failure, type PsephosError, Refusal } from "psephos";
import type { NetworkLog } from "../content.js";
import {
  ANSWER_TIME,
  Counts,
  MOST_ANSWERS,
  MOST_REQUEST,
  MOST_REQUESTS,
  MOST_REQUESTS_OF_ADDRESS,
  REQUEST_TIME,
} from "./bounds.js";

/** Who brings a request: a network address, and whether it is a proxy's, which brings those of many. */
export interface Carrier {
  readonly address: string;
  readonly ofMany: boolean;
}

/** What answers voters' requests, as bytes of binary HTTP. */
export interface VotersDoor {
  answer(request: Uint8Array, carrier: Carrier): Promise<Uint8Array>;
  refusal(error: PsephosError): Uint8Array;
}

export interface RequestsOptions {
  readonly door: VotersDoor;
  /** Whom an address counts for; undefined for a proxy. */
  readonly senderOf: (address: string) => string | undefined;
  readonly log: NetworkLog;
  /** Milliseconds in which a request has to come; 10,000 if left out. */
  readonly requestTime?: number;
}

/** The protocol of a voting chain. */
export const requestsProtocol = (genesisHash: string): string => `/psephos/${genesisHash}/requests/1`;

/** Bytes that may wait to be read: whoever sends more than a request is cut off. */
const BUFFER = 2 * MOST_REQUEST;
/** Milliseconds for a refused peer to read why. */
const GOODBYE = 2_000;

const tooLarge = () =>
  new Refusal("network/request-size", `a request has at most ${MOST_REQUEST} bytes`, {
    hint: "Send less at once.",
  });
const slow = () =>
  new Refusal("network/request-slow", "the request did not come in time", { hint: "Send it again, whole." });
const busy = () =>
  new Failure("network/busy", "the node answers as many requests of peers as it can", {
    hint: "Ask again in a second, or another node.",
  });

/** What is told of a request that could not be read; undefined if its peer is gone. */
function told(error: unknown, late: boolean): PsephosError | undefined {
  if (late) return slow();
  const { name } = error as Error;
  return name === "InvalidDataLengthError" || name === "InvalidDataLengthLengthError"
    ? tooLarge()
    : undefined;
}

/** Answers requests. Its numbers are of one node. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #ofSender = new Counts();
  #open = 0;
  #bytes = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** A stream that a peer has opened. */
  async serve(stream: Stream, connection: Connection): Promise<void> {
    const address = connection.remoteAddr.getComponents()[0]?.value ?? "";
    const sender = this.#options.senderOf(address);
    const done = this.#enter(sender ?? "");
    const lp = lpStream(stream, { maxDataLength: MOST_REQUEST, maxBufferSize: BUFFER });
    try {
      if (!done) return await this.#refuse(stream, lp, busy());
      const limit = AbortSignal.timeout(this.#options.requestTime ?? REQUEST_TIME);
      let request: Uint8Array;
      try {
        request = (await lp.read({ signal: limit })).subarray();
      } catch (error) {
        const why = told(error, limit.aborted);
        if (!why) throw error;
        return await this.#refuse(stream, lp, why);
      }
      await this.#give(stream, lp, await this.#answer(request, { address, ofMany: sender === undefined }));
    } catch (error) {
      stream.abort(error as Error);
    } finally {
      done?.();
    }
  }

  async #answer(request: Uint8Array, carrier: Carrier): Promise<Uint8Array> {
    const { door, log } = this.#options;
    try {
      return await door.answer(request, carrier);
    } catch (error) {
      log.warn({ err: error }, "a peer's request could not be answered");
      throw error;
    }
  }

  /** @returns what gives the place back; undefined if there is none */
  #enter(sender: string): (() => void) | undefined {
    const most = sender === "" ? MOST_REQUESTS : MOST_REQUESTS_OF_ADDRESS;
    if (this.#open >= MOST_REQUESTS || this.#ofSender.of(sender) >= most) return undefined;
    this.#open += 1;
    const leaves = this.#ofSender.add(sender);
    return () => {
      this.#open -= 1;
      leaves();
    };
  }

  /** Waits until the peer has taken it. */
  async #give(stream: Stream, lp: ReturnType<typeof lpStream>, answer: Uint8Array): Promise<void> {
    if (this.#bytes + answer.length > MOST_ANSWERS) return this.#refuse(stream, lp, busy());
    this.#bytes += answer.length;
    try {
      const signal = AbortSignal.timeout(ANSWER_TIME);
      await lp.write(answer, { signal });
      await stream.close({ signal });
    } finally {
      this.#bytes -= answer.length;
    }
  }

  /** Tells why, and ends the stream, whatever else comes. */
  async #refuse(stream: Stream, lp: ReturnType<typeof lpStream>, why: PsephosError): Promise<void> {
    const signal = AbortSignal.timeout(GOODBYE);
    await lp.write(this.#options.door.refusal(why), { signal });
    await stream.close({ signal });
    if (stream.remoteWriteStatus === "writable")
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve());
        for (const event of ["remoteCloseWrite", "close"] as const)
          stream.addEventListener(event, () => resolve());
      });
    stream.abort(why);
  }
}
