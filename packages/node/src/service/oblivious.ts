/**
 * The node as a gateway of Oblivious HTTP (RFC 9458): a relay brings a sealed request, the node opens it and answers it as any other, and seals the answer. It sees the relay's
 * address and what is asked, never who asks. RFC 9540 says the address.
 */
import type { FastifyInstance } from "fastify";
import { Refusal } from "psephos";
import {
  ANSWER_MEDIA,
  encodeKeys,
  type GatewaySecret,
  KEYS_MEDIA,
  openRequest,
  REQUEST_MEDIA,
} from "psephos/oblivious";
import { type CarriedDoor, MOST_CARRIED } from "./carried.js";

export interface ObliviousDoor {
  readonly key: GatewaySecret;
}

export const OBLIVIOUS_PATH = "/.well-known/ohttp-gateway";
/** Requests that a repetition of is known, twice. */
const MOST_SEEN = 50_000;

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

/** Adds the routes of a gateway. */
export function addOblivious(app: FastifyInstance, { key }: ObliviousDoor, door: CarriedDoor): void {
  const seen = new Seen();
  const keys = Buffer.from(encodeKeys([key]));
  const schema = { hide: true };
  app.addContentTypeParser(REQUEST_MEDIA, { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.get(OBLIVIOUS_PATH, { schema }, (_, reply) =>
    reply.type(KEYS_MEDIA).header("cache-control", "public, max-age=3600").send(keys),
  );
  app.post(OBLIVIOUS_PATH, { schema, bodyLimit: MOST_CARRIED }, async (request, reply) => {
    if (request.headers["content-type"] !== REQUEST_MEDIA || !(request.body instanceof Uint8Array))
      throw new Refusal("service/media-type", `this route takes ${REQUEST_MEDIA}`);
    const opened = await openRequest(key, new Uint8Array(request.body));
    if (!seen.add(opened.enc))
      throw new Refusal("service/repeated", "this sealed request was answered already", {
        hint: "Seal it anew: the same vote may be sent any number of times.",
      });
    const answer = await door.answer(opened.request, { address: request.ip, ofMany: true });
    const sealed = await opened.seal(answer);
    return reply.type(ANSWER_MEDIA).header("cache-control", "no-store").send(Buffer.from(sealed));
  });
}
