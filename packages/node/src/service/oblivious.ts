/**
 * The node as a gateway of Oblivious HTTP (RFC 9458): a relay brings a sealed request, the node opens it and answers it as any other, and seals the answer. It sees the relay's
 * address and what is asked, never who asks. RFC 9540 says the address. The routes that voters need are taken, and answers are bounded.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PsephosError, Refusal } from "psephos";
import { ROUTES, type RouteName } from "psephos/api";
import {
  ANSWER_MEDIA,
  type BinaryAnswer,
  type BinaryRequest,
  decodeRequest,
  encodeAnswer,
  encodeKeys,
  type GatewaySecret,
  KEYS_MEDIA,
  openRequest,
  REQUEST_MEDIA,
} from "psephos/oblivious";
import { errorBody, later, toldError } from "./errors.js";
import { Budget, senderOf } from "./limits.js";
import { statusOf } from "./statuses.js";

export interface ObliviousDoor {
  readonly key: GatewaySecret;
}

export const OBLIVIOUS_PATH = "/.well-known/ohttp-gateway";
/** A vote at its longest, with what seals it. */
const MOST_REQUEST = 320_000;
const MOST_ANSWER = 8 * 2 ** 20;
/** Bytes of answers that are being made. */
const MOST_ANSWERS = 256 * 2 ** 20;
/** Requests that a repetition of is known, twice. */
const MOST_SEEN = 50_000;

/** What a voter asks and sends. No streams, no bulk of all processes, no sealed requests within sealed ones. */
const TAKEN: readonly RouteName[] = [
  ...([
    "chain",
    "genesis",
    "validators",
    "processes",
    "process",
    "keys",
    "missing",
    "record",
    "results",
    "log",
  ] as const),
  ...(["census", "registrations", "content", "head"] as const),
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

/** What the limits count a relayed request for: the relay, apart from requests of its own. */
const RELAYED = "relayed by ";
export const isRelayed = (sender: string): boolean => sender.startsWith(RELAYED);

/** The last requests, by their encapsulated keys. Its memory is bounded: it knows at least the last 50,000. */
class Seen {
  #recent = new Set<string>();
  #before = new Set<string>();

  /** @returns whether it is new */
  add(enc: Uint8Array): boolean {
    const name = Buffer.from(enc).toString("base64");
    if (this.#recent.has(name) || this.#before.has(name)) return false;
    this.#recent.add(name);
    if (this.#recent.size >= MOST_SEEN) [this.#recent, this.#before] = [new Set(), this.#recent];
    return true;
  }
}

const refusal = (error: PsephosError): BinaryAnswer => ({
  status: statusOf(error),
  fields: [["content-type", "application/json"]],
  body: Buffer.from(JSON.stringify(errorBody(error))),
});

/** Fields of a request that are passed in, and of an answer that are passed out: others could tell senders apart, or say nothing. */
const PASSED_IN: readonly string[] = ["content-type", "range"];
const PASSED_OUT = ["content-type", "retry-after", "content-range", "etag"];

class Gateway {
  readonly #app: FastifyInstance;
  readonly #budget = new Budget(MOST_ANSWERS);

  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  /** @throws PsephosError `service/oblivious-route`, `service/too-large`, `service/busy` */
  async answer(request: BinaryRequest, { ip }: FastifyRequest): Promise<BinaryAnswer> {
    if (!isTaken(request))
      throw new Refusal("service/oblivious-route", "this is not taken through a relay", {
        hint: "Votes, receipts and what a voter reads are.",
      });
    const response = await this.#app.inject({
      method: request.method as "GET" | "POST",
      url: request.path,
      headers: Object.fromEntries(request.fields.filter(([name]) => PASSED_IN.includes(name))),
      ...(request.method === "POST" && { payload: Buffer.from(request.body) }),
      remoteAddress: RELAYED + senderOf(ip),
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
      new Refusal("service/too-large", `an answer through a relay has at most ${MOST_ANSWER} bytes`, {
        hint: "Fetch large files from the addresses of their content URIs.",
      });
    const giveBack = this.#budget.take(Math.min(length, MOST_ANSWER));
    try {
      if (length > MOST_ANSWER) throw tooLarge();
      if (!giveBack)
        throw later(new Refusal("service/rate", "too many answers are being made for relays"), 1);
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

/** Adds the routes of a gateway. */
export function addOblivious(app: FastifyInstance, { key }: ObliviousDoor): void {
  const seen = new Seen();
  const gateway = new Gateway(app);
  const keys = Buffer.from(encodeKeys([key]));
  const schema = { hide: true };
  app.addContentTypeParser(REQUEST_MEDIA, { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.get(OBLIVIOUS_PATH, { schema }, (_, reply) =>
    reply.type(KEYS_MEDIA).header("cache-control", "public, max-age=3600").send(keys),
  );
  app.post(OBLIVIOUS_PATH, { schema, bodyLimit: MOST_REQUEST }, async (request, reply) => {
    if (request.headers["content-type"] !== REQUEST_MEDIA || !(request.body instanceof Uint8Array))
      throw new Refusal("service/media-type", `this route takes ${REQUEST_MEDIA}`);
    const opened = await openRequest(key, new Uint8Array(request.body));
    if (!seen.add(opened.enc))
      throw new Refusal("service/repeated", "this sealed request was answered already", {
        hint: "Seal it anew: the same vote may be sent any number of times.",
      });
    let answer: BinaryAnswer;
    try {
      answer = await gateway.answer(decodeRequest(opened.request), request);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      answer = refusal(toldError(error));
    }
    const sealed = await opened.seal(encodeAnswer(answer));
    return reply.type(ANSWER_MEDIA).header("cache-control", "no-store").send(Buffer.from(sealed));
  });
}
