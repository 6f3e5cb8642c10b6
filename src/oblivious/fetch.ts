/**
 * `fetch` through a relay: the relay sees who asks, the gateway sees what is asked, and neither sees both. It takes the place of the platform's `fetch` in a client of a node.
 */
import { readUpTo } from "../bytes/index.js";
import { ensureAble, Failure, Refusal } from "../errors/index.js";
import { decodeAnswer, encodeRequest } from "./binary-http.js";
import type { GatewayKey } from "./keys.js";
import { ANSWER_MEDIA, REQUEST_MEDIA, sealRequest } from "./messages.js";

export interface ObliviousOptions {
  /** The relay's address, such as `https://relay.example`. */
  readonly relay: string;
  /** The gateway's address; requests to other origins are refused. */
  readonly gateway: string;
  readonly key: GatewayKey;
  /** Carries the sealed messages; the platform's if left out. */
  readonly fetch?: typeof fetch;
}

/** The most bytes of a sealed answer. */
const MOST_ANSWER = 16 * 2 ** 20;
const tooLarge = () =>
  new Failure("oblivious/answer", `the relay's answer has more than ${MOST_ANSWER} bytes`);
/** Fields of a request that a node reads: all others could tell senders apart. */
const SENT: ReadonlySet<string> = new Set(["content-type"]);
/** Bytes of a file in one sealed answer: a file that is larger comes in several. */
const PIECE = 4 * 2 ** 20;

/** Where a relay takes messages for a gateway. @throws PsephosError `oblivious/form` */
export function relayAddress(relay: string, gateway: string, door: "to" | "record" = "to"): string {
  for (const address of [relay, gateway])
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      throw new Refusal("oblivious/form", "a relay and a gateway have addresses of http or https");
  const url = new URL(relay);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${door}/${encodeURIComponent(new URL(gateway).host)}`;
  url.search = "";
  url.hash = "";
  return url.href;
}

/**
 * Makes the function. Each request is sealed anew, so that no two look alike.
 * @throws PsephosError `oblivious/form`. The function: `oblivious/form` (another origin), `oblivious/relay` (the relay or the gateway did not take the message), `oblivious/answer`,
 *   `oblivious/sealed`, `oblivious/http`
 */
export function obliviousFetch({
  relay,
  gateway,
  key,
  fetch: carry = fetch,
}: ObliviousOptions): typeof fetch {
  const door = relayAddress(relay, gateway);
  const { origin } = new URL(gateway);
  /** One request, and its answer. */
  async function exchange(asked: Request, init: RequestInit | undefined, range?: string): Promise<Response> {
    const url = new URL(asked.url);
    if (url.origin !== origin)
      throw new Refusal("oblivious/form", "the request is not for the gateway that it would be sealed for");
    const sealed = await sealRequest(
      key,
      encodeRequest({
        method: asked.method,
        scheme: url.protocol.slice(0, -1),
        authority: url.host,
        path: url.pathname + url.search,
        fields: [
          ...[...asked.headers].filter(([name]) => SENT.has(name)),
          ...(range === undefined ? [] : [["range", range] as const]),
        ],
        body: new Uint8Array(await asked.arrayBuffer()),
      }),
    );
    const response = await carry(door, {
      method: "POST",
      headers: { "content-type": REQUEST_MEDIA },
      body: sealed.bytes as BodyInit,
      signal: init?.signal ?? null,
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    if (!response.ok)
      throw new Failure("oblivious/relay", `the relay did not bring an answer: status ${response.status}`, {
        hint: "Try another relay, or fetch the gateway's record again: its key may be new.",
      });
    ensureAble(
      response.headers.get("content-type") === ANSWER_MEDIA,
      "oblivious/answer",
      "the relay's answer is not a sealed one",
    );
    const answer = await readUpTo(response, MOST_ANSWER, tooLarge);
    const { status, fields, body } = decodeAnswer(await sealed.open(answer));
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : (body as BodyInit), {
      status,
      headers: fields.map(([a, b]) => [a, b]),
    });
  }

  return async (input, init) => {
    const asked = new Request(input, init);
    if (asked.method !== "GET") return exchange(asked, init);
    const first = await exchange(asked, init, rangeFrom(0));
    if (first.status !== 206) return first;
    return wholeOf(first, (start) => exchange(asked, init, rangeFrom(start)));
  };
}

const rangeFrom = (start: number): string => `bytes=${start}-${start + PIECE - 1}`;

/** Which bytes of how many a part has. @throws PsephosError `oblivious/answer`: it is not the part that begins there */
function partAt(response: Response, start: number): { readonly end: number; readonly total: number } {
  const [, from, to, total] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(response.headers.get("content-range") ?? "") ?? [];
  const part = { end: Number(to) + 1, total: Number(total) };
  ensureAble(
    response.status === 206 && Number(from) === start && part.end > start && part.end <= part.total,
    "oblivious/answer",
    "the gateway's answer is not the part of the file that was asked for",
  );
  return part;
}

/** A file that comes in parts, as one answer: each part is asked for when it is read, so that the reader's bound holds. */
function wholeOf(first: Response, more: (start: number) => Promise<Response>): Response {
  const { total } = partAt(first, 0);
  const etag = first.headers.get("etag");
  let [part, at] = [first as Response | undefined, 0];
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const response = part ?? (await more(at));
        part = undefined;
        const { end, total: now } = partAt(response, at);
        const bytes = new Uint8Array(await response.arrayBuffer());
        ensureAble(
          now === total && bytes.length === end - at && response.headers.get("etag") === etag,
          "oblivious/answer",
          "the file has changed while it was fetched",
          "Fetch it again.",
        );
        controller.enqueue(bytes);
        at = end;
        if (at === total) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = new Headers(first.headers);
  headers.delete("content-range");
  return new Response(body, { status: 200, headers });
}
