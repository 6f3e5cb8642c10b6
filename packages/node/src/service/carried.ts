/**
 * Requests that something else than a connection of HTTP carries: a sealed message of a relay, a stream of libp2p. They are binary HTTP (RFC 9292), and the node answers them as any
 * others. The routes that voters need are taken, and answers are bounded.
 */
import type { FastifyInstance } from "fastify";
import { PsephosError, Refusal } from "psephos";
import { ROUTES, type RouteName } from "psephos/api";
import { type BinaryAnswer, type BinaryRequest, decodeRequest, encodeAnswer } from "psephos/oblivious";
import { errorBody, later, toldError } from "./errors.js";
import { Budget, type Limits, senderOf } from "./limits.js";
import { statusOf } from "./statuses.js";

/** Who brings a request. */
export interface Carrier {
  /** A network address. */
  readonly address: string;
  /** Whether it brings requests of many voters, of whom it does not tell one from another: a relay, a proxy. */
  readonly ofMany: boolean;
}

export interface CarriedDoor {
  /** Answers a request, as bytes, with bytes. A refusal is an answer. */
  answer(request: Uint8Array, carrier: Carrier): Promise<Uint8Array>;
  /** A refusal as an answer. */
  refusal(error: PsephosError): Uint8Array;
}

/** The most bytes of a request: a vote at its longest, with what seals it. */
export const MOST_CARRIED = 320_000;
const MOST_ANSWER = 8 * 2 ** 20;

/** What a voter asks and sends. No streams, no bulk of all processes, no sealed requests within carried ones. */
const TAKEN: readonly RouteName[] = [
  ...(["chain", "genesis", "validators", "processes", "process", "keys", "missing", "record"] as const),
  ...(["results", "log", "census", "registrations", "content", "head"] as const),
  ...(["vote", "register", "receipt", "commitReceipt", "gateways"] as const),
];

const PATTERNS = TAKEN.map((name) => {
  const { method, path } = ROUTES[name];
  return { method, pattern: new RegExp(`^${path.replace(/:[a-z]+/g, "[0-9a-zA-Z]+")}(?:\\?|$)`) };
});

/** Blocks with the transactions about one process: the keys of sealed ballots are checked by its keykeepers' messages. */
const BLOCKS_OF_PROCESS = /^\/v1\/blocks\?(?:(?:from|count)=\d+&)*process=0x[0-9a-f]{64}$/;

const isTaken = ({ method, path }: BinaryRequest): boolean =>
  (method === "GET" && BLOCKS_OF_PROCESS.test(path)) ||
  PATTERNS.some((route) => route.method === method && route.pattern.test(path));

/** What the limits count a request for whose carrier brings those of many: the carrier, apart from requests of its own. */
const RELAYED = "relayed by ";
export const isRelayed = (sender: string): boolean => sender.startsWith(RELAYED);

/** Fields of a request that are passed in, and of an answer that are passed out: others could tell senders apart, or say nothing. */
const PASSED_IN: readonly string[] = ["content-type", "range"];
const PASSED_OUT = ["content-type", "retry-after", "content-range", "etag"];

/** The door of a service for carried requests. A service has one, because its bound is for all who carry. */
export class Carried implements CarriedDoor {
  readonly #app: FastifyInstance;
  readonly #budget: Budget;

  constructor(app: FastifyInstance, { carried }: Limits) {
    this.#app = app;
    this.#budget = new Budget(carried);
  }

  async answer(request: Uint8Array, carrier: Carrier): Promise<Uint8Array> {
    try {
      return encodeAnswer(await this.#answer(decodeRequest(request), carrier));
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      return this.refusal(error);
    }
  }

  refusal(error: PsephosError): Uint8Array {
    const told = toldError(error);
    return encodeAnswer({
      status: statusOf(told),
      fields: [["content-type", "application/json"]],
      body: Buffer.from(JSON.stringify(errorBody(told))),
    });
  }

  /** @throws PsephosError `service/oblivious-route`, `service/too-large`, `service/rate` */
  async #answer(request: BinaryRequest, { address, ofMany }: Carrier): Promise<BinaryAnswer> {
    if (!isTaken(request))
      throw new Refusal("service/oblivious-route", "this is taken over HTTP alone", {
        hint: "Votes, receipts and what a voter reads are taken through a relay and over libp2p.",
      });
    const response = await this.#app.inject({
      method: request.method as "GET" | "POST",
      url: request.path,
      headers: Object.fromEntries(request.fields.filter(([name]) => PASSED_IN.includes(name))),
      ...(request.method === "POST" && { payload: Buffer.from(request.body) }),
      remoteAddress: ofMany ? RELAYED + senderOf(address) : address,
      payloadAsStream: true,
    });
    const body = await this.#read(
      response.stream(),
      Number(response.headers["content-length"] ?? MOST_ANSWER),
    );
    const fields = PASSED_OUT.flatMap((name): [string, string][] => {
      const value = response.headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    });
    return { status: response.statusCode, fields, body };
  }

  async #read(stream: NodeJS.ReadableStream & { destroy(): void }, length: number): Promise<Uint8Array> {
    const tooLarge = () =>
      new Refusal("service/too-large", `a carried answer has at most ${MOST_ANSWER} bytes`, {
        hint: "Fetch large files in parts (Range), or from the addresses of their content URIs.",
      });
    const giveBack = this.#budget.take(Math.min(length, MOST_ANSWER));
    try {
      if (length > MOST_ANSWER) throw tooLarge();
      if (!giveBack) throw later(new Refusal("service/rate", "too many carried answers are being made"), 1);
      const pieces: Buffer[] = [];
      let had = 0;
      for await (const piece of stream as AsyncIterable<Buffer>) {
        had += piece.length;
        if (had > MOST_ANSWER) throw tooLarge();
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } finally {
      stream.destroy();
      giveBack?.();
    }
  }
}
