/** A proxy between a browser and this machine: it notes every address that is asked for, and can lose answers or the whole connection. */
import { request as ask, createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface LoggingProxy {
  readonly port: number;
  /** What was asked for: method, origin and path. */
  readonly asked: string[];
  /** What was sent along. */
  readonly sent: string[];
  /** Requests whose answers are lost on the way: the server has them, and the browser gets nothing. */
  lose: (asked: string) => boolean;
  /** What is answered in place of the server; undefined: what the server says. */
  swap: (asked: string) => string | undefined;
  /** Is told each body that the browser was sent; undefined: nobody is. */
  answered: ((asked: string, body: Buffer) => void) | undefined;
  /** Whether nothing gets through. */
  down: boolean;
  /** Connections that are let through, as WebSockets are: by their address and port. */
  tunnel: (address: string) => boolean;
  close(): Promise<void>;
}

export async function openLoggingProxy(): Promise<LoggingProxy> {
  const proxy = {
    asked: [] as string[],
    sent: [] as string[],
    lose: (_: string) => false,
    swap: (_: string): string | undefined => undefined,
    answered: undefined as LoggingProxy["answered"],
    down: false,
    tunnel: (_: string) => false,
  };
  const server = createServer((incoming, outgoing) => {
    const { origin, pathname, hostname, port, search } = new URL(incoming.url!);
    const line = `${incoming.method} ${origin}${pathname}`;
    proxy.asked.push(line);
    if (proxy.down) return void incoming.socket.destroy();
    const swapped = proxy.swap(line);
    if (swapped !== undefined) return void outgoing.end(swapped);
    const onward = ask(
      {
        hostname,
        port: port || 80,
        path: pathname + search,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        if (proxy.lose(line)) {
          answer.resume();
          return void incoming.socket.destroy();
        }
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
        if (proxy.answered) {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => proxy.answered?.(line, Buffer.concat(parts)));
        }
      },
    );
    onward.on("error", () => incoming.socket.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.on("data", (chunk: Buffer) => proxy.sent.push(chunk.toString("latin1")));
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, socket) => {
    proxy.asked.push(`CONNECT ${incoming.url}`);
    socket.on("error", () => {});
    if (!proxy.tunnel(incoming.url!)) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const [host, port] = incoming.url!.split(":");
    const onward = connect({ host: host!, port: Number(port) }, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
