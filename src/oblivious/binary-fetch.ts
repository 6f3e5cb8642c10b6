/**
 * `fetch` by an exchange of bytes: each request goes out as binary HTTP (RFC 9292), and its answer comes back so. Whoever brings the bytes decides who sees what. It takes the place
 * of the platform's `fetch` in a client of a node.
 */
import { ensureAble, Refusal } from "../errors/index.js";
import { decodeAnswer, encodeRequest } from "./binary-http.js";

/** Brings a request, and the answer back. */
export type Exchange = (request: Uint8Array, signal: AbortSignal | undefined) => Promise<Uint8Array>;

/** Fields of a request that a node reads: all others could tell senders apart. */
const SENT: ReadonlySet<string> = new Set(["content-type"]);
/** Bytes of a file in one answer: a file that is larger comes in several. */
const PIECE = 4 * 2 ** 20;

/**
 * Makes the function.
 * @param origin of the node; requests to others are refused
 * @throws PsephosError of the function: `oblivious/form` (another origin), `oblivious/answer`, `oblivious/http`, and those of the exchange
 */
export function binaryFetch(origin: string, exchange: Exchange): typeof fetch {
  /** One request, and its answer. */
  async function ask(asked: Request, init: RequestInit | undefined, range?: string): Promise<Response> {
    const url = new URL(asked.url);
    if (url.origin !== origin)
      throw new Refusal("oblivious/form", "the request is not for the node that it would be brought to");
    const request = encodeRequest({
      method: asked.method,
      scheme: url.protocol.slice(0, -1),
      authority: url.host,
      path: url.pathname + url.search,
      fields: [
        ...[...asked.headers].filter(([name]) => SENT.has(name)),
        ...(range === undefined ? [] : [["range", range] as const]),
      ],
      body: new Uint8Array(await asked.arrayBuffer()),
    });
    const { status, fields, body } = decodeAnswer(await exchange(request, init?.signal ?? undefined));
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : (body as BodyInit), {
      status,
      headers: fields.map(([a, b]) => [a, b]),
    });
  }

  return async (input, init) => {
    const asked = new Request(input, init);
    if (asked.method !== "GET") return ask(asked, init);
    const first = await ask(asked, init, rangeFrom(0));
    if (first.status !== 206) return first;
    return wholeOf(first, (start) => ask(asked, init, rangeFrom(start)));
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
