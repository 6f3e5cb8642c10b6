/**
 * A relay of Oblivious HTTP: it carries sealed requests to the gateways that its operator listed, and nowhere else. It sees who asks and when, and cannot read what. It writes nothing
 * down, passes no header on, and with a delay it sends what came within that time together, in random order.
 *
 *     GET /              the gateways, and what each party sees
 *     POST /to/HOST      a sealed request for the gateway at HOST
 *     GET /record/HOST   that gateway's signed record
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Refusal } from "psephos";
import { inRandomOrder } from "psephos/gateways";

export interface RelayOptions {
  /** Addresses of gateways: https, or http on this machine. */
  readonly gateways: readonly string[];
  readonly host: string;
  readonly port: number;
  /** Milliseconds for which requests are collected; 0 sends each at once. */
  readonly delay?: number;
  /** Requests of one address at once; 32 by default. */
  readonly perAddress?: number;
}

export interface RunningRelay {
  readonly url: string;
  close(): Promise<void>;
}

/** Who sees what, in words. */
export const SEES = {
  relay:
    "the voter's network address, the gateway's, the time, and lengths; nothing of what is asked or sent",
  gateway: "what is asked and sent, the relay's address, and the time; nothing of who asks",
  both: "everything, if relay and gateway tell each other: choose different operators",
} as const;

const REQUEST = "message/ohttp-req";
const ANSWER = "message/ohttp-res";
const MOST_REQUEST = 320_000;
const MOST_ANSWER = 16 * 2 ** 20;
const MOST_RECORD = 16_384;
const MOST_WAITING = 1_000;
const TIMEOUT = 60_000;
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "86400",
};

/** @throws PsephosError `network/relay` */
function gatewayOf(address: string): [name: string, base: URL] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const loopback =
    url?.protocol === "http:" && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (
    !url ||
    !(url.protocol === "https:" || loopback) ||
    url.username ||
    url.password ||
    url.search ||
    url.hash
  )
    throw new Refusal("network/relay", "the address of a gateway is https://host, or http on this machine");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return [url.host, url];
}

class Relay {
  readonly #gateways: ReadonlyMap<string, URL>;
  readonly #delay: number;
  readonly #perAddress: number;
  readonly #open = new Map<string, number>();
  readonly #stop = new AbortController();
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor({ gateways, delay = 0, perAddress = 32 }: RelayOptions) {
    this.#gateways = new Map(gateways.map(gatewayOf));
    if (this.#gateways.size === 0) throw new Refusal("network/relay", "a relay has at least one gateway");
    this.#delay = delay;
    this.#perAddress = perAddress;
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "" } = request;
    const [, door, name, ...more] = url.split("/");
    const gateway = more.length === 0 ? this.#gateways.get(decoded(name ?? "")) : undefined;
    if (method === "OPTIONS") return answer(response, 204);
    if (method === "GET" && url === "/") return answer(response, 200, this.#self());
    if (!gateway) return answer(response, 404, { error: "this relay has no such gateway" });
    if (method === "GET" && door === "record")
      return this.#carry(new URL("v1/gateway", gateway), request, response);
    if (method === "POST" && door === "to")
      return this.#carry(new URL(".well-known/ohttp-gateway", gateway), request, response);
    return answer(response, 405, { error: "a relay takes POST /to/HOST and GET /record/HOST" });
  }

  #self(): object {
    return { gateways: [...this.#gateways.keys()], delay: this.#delay, sees: SEES };
  }

  async #carry(target: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? "";
    const open = this.#open.get(address) ?? 0;
    if (open >= this.#perAddress) return answer(response, 429, { error: "too many requests at once" });
    this.#open.set(address, open + 1);
    try {
      await this.#forward(target, request, response);
    } finally {
      const left = this.#open.get(address)! - 1;
      if (left > 0) this.#open.set(address, left);
      else this.#open.delete(address);
    }
  }

  async #forward(target: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sealed = request.method === "POST";
    let body: Buffer | undefined;
    if (sealed) {
      const length = Number(request.headers["content-length"] ?? Number.NaN);
      if (request.headers["content-type"] !== REQUEST)
        return answer(response, 415, { error: `send ${REQUEST}` });
      if (!(length <= MOST_REQUEST))
        return answer(response, 413, { error: `send at most ${MOST_REQUEST} bytes` });
      body = await bytesOf(request, length);
      if (!(await this.#together())) return answer(response, 503, { error: "the relay is full" });
    }
    let gave: Response;
    try {
      gave = await fetch(target, {
        method: sealed ? "POST" : "GET",
        redirect: "error",
        headers: sealed ? { "content-type": REQUEST } : {},
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT)]),
        ...(body && { body: new Uint8Array(body) }),
      });
    } catch {
      return answer(response, 502, { error: "the gateway did not answer" });
    }
    const type = sealed ? ANSWER : "application/json";
    if (!gave.ok || !gave.body || !(gave.headers.get("content-type") ?? "").startsWith(type)) {
      await gave.body?.cancel();
      return answer(response, gave.ok ? 502 : gave.status, { error: "the gateway did not take it" });
    }
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...CORS });
    const stream = Readable.fromWeb(gave.body as import("node:stream/web").ReadableStream);
    await pipeline(stream, bounded(sealed ? MOST_ANSWER : MOST_RECORD), response);
  }

  /** Waits for those that are sent together. @returns false if too many wait */
  async #together(): Promise<boolean> {
    if (this.#delay === 0) return true;
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#timer ??= setTimeout(() => this.#release(), this.#delay);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  #release(): void {
    this.#timer = undefined;
    const all = this.#waiting;
    this.#waiting = [];
    for (const go of inRandomOrder(all)) go();
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function answer(response: ServerResponse, status: number, body?: object): void {
  const text = body ? JSON.stringify(body) : "";
  const type = body ? { "content-type": "application/json" } : {};
  response.writeHead(status, {
    ...type,
    ...CORS,
    ...(status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  });
  response.end(text);
}

async function bytesOf(request: IncomingMessage, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer); // Node ends the body at its content-length
  return Buffer.concat(pieces, length);
}

/** Cuts a stream that has more bytes. */
function bounded(most: number): Transform {
  let had = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      had += piece.length;
      done(had > most ? new Error("too large") : null, piece);
    },
  });
}

/** Starts a relay. @throws PsephosError `network/relay`; an address in use as the system's error */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const relay = new Relay(options);
  const server: Server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      maxHeaderSize: 8_192,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      relay.take(request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    async close() {
      relay.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
