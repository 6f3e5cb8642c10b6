/** A GET in Node that follows no redirect and connects only to public addresses, also if the host is a name. */
import type { LookupAddress, LookupOptions } from "node:dns";
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { builtin } from "../bytes/index.js";
import { Refusal } from "../errors/index.js";
import { isPublicAddress } from "./addresses.js";

/** Whether this runs in Node, or on a platform that has its modules. */
export const hasNode = (): boolean => builtin("node:http") !== undefined;

type Found = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/** As `dns.lookup`; refuses a name if one of its addresses is not public. The connection uses the returned addresses. */
export function publicLookup(hostname: string, options: LookupOptions, found: Found): void {
  const { lookup } = builtin<typeof import("node:dns")>("node:dns")!;
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
      return found(
        new Refusal(
          "net/private-address",
          "has, or led to, a name that resolves to this machine or to a private network",
        ),
      );
    return options.all ? found(null, addresses) : found(null, first.address, first.family);
  });
}

/** The answer, in the form of `fetch`. */
function responseOf(message: IncomingMessage): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  const status = message.statusCode ?? 0;
  message.on("error", () => {}); // the next read reports it
  if ([204, 205, 304].includes(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  const chunks = message[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

/**
 * Requests an address once.
 * @param options `anywhere`: also addresses that are not public
 * @throws PsephosError `net/private-address`; what Node throws if nobody answers; the signal's reason
 */
export function nodeGet(
  url: URL,
  {
    headers,
    signal,
    anywhere,
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly anywhere: boolean;
  },
): Promise<Response> {
  type Request = (
    url: URL,
    options: RequestOptions,
    answer: (message: IncomingMessage) => void,
  ) => ClientRequest;
  const { request } = builtin<{ request: Request }>(url.protocol === "https:" ? "node:https" : "node:http")!;
  const options = {
    headers: { accept: "*/*", "accept-encoding": "identity", ...headers },
    ...{ signal, agent: false, maxHeaderSize: 16_384 },
    ...(anywhere ? {} : { lookup: publicLookup as NonNullable<RequestOptions["lookup"]> }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (message) => {
      try {
        resolve(responseOf(message));
      } catch (error) {
        message.destroy();
        reject(error);
      }
    });
    asked.on("error", reject);
    asked.end();
  });
}
