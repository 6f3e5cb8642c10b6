/** TLS before a server, as operators put it there. It keeps what whoever runs that server could see of each request, and can be told to behave badly. */
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { buffer } from "node:stream/consumers";

/** A request as the server behind sees it. */
export interface Seen {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

/**
 * - `honest`;
 * - `refuses`: takes no vote, whoever brings it;
 * - `drops and repeats`: of what is sent, every fourth is dropped, of every fourth the answer is, and every fourth is brought twice.
 */
export type Manner = "honest" | "refuses" | "drops and repeats";

export interface FrontOptions {
  readonly host: string;
  /** The port of this host that is behind it. */
  readonly to: number;
  readonly key: string;
  readonly cert: string;
}

export interface Front {
  readonly seen: readonly Seen[];
  manner: Manner;
}

const PORT = 443;
const VOTES = /^\/(?:v1\/votes|\.well-known\/ohttp-gateway)/;

class TlsFront implements Front {
  readonly seen: Seen[] = [];
  manner: Manner = "honest";
  readonly #to: number;
  #sent = 0;

  constructor(to: number) {
    this.#to = to;
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [from, method, path] = [request.socket.remoteAddress!, request.method!, request.url!];
    const headers = request.headers as Record<string, string>;
    this.seen.push({ at: Date.now(), from, method, path, headers, body: body.toString("base64") });
    if (this.manner === "refuses" && method === "POST" && VOTES.test(path)) {
      response.writeHead(403, { "content-type": "text/plain" }).end("no votes here");
      return;
    }
    const turn = this.manner === "drops and repeats" && method === "POST" ? this.#sent++ % 4 : 3;
    if (turn === 0) return void response.destroy();
    const first = this.#bring(request, from, body);
    if (turn === 2) await this.#bring(request, from, body);
    const { status, headers: told, body: answer } = await first;
    if (turn === 1) return void response.destroy();
    response.writeHead(status, told).end(answer);
  }

  #bring({ method, url, headers }: IncomingMessage, from: string, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>(
      (resolve, reject) => {
        const options = {
          ...{ host: "127.0.0.1", port: this.#to, method: method!, path: url! },
          headers: { ...headers, "x-forwarded-for": from },
        };
        ask(options, async (answer) =>
          resolve({ status: answer.statusCode!, headers: answer.headers, body: await buffer(answer) }),
        )
          .on("error", reject)
          .end(body);
      },
    );
  }
}

export async function openFront({ host, to, key, cert }: FrontOptions): Promise<Front> {
  const front = new TlsFront(to);
  const server = createServer({ key, cert }, (request, response) => {
    front.take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(PORT, host, resolve);
  });
  return front;
}
