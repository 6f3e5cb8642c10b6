/** A recorder before a server: what reached it, in which words; and a network that drops, repeats or ends. */
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Front {
  readonly url: string;
  /** Method and path of each request. */
  readonly asked: string[];
  /** What was sent along. */
  readonly sent: string[];
  /** `lossy`: every seventh message is dropped, and every other one is delivered twice; `dead`: nothing gets through. */
  network: "good" | "lossy" | "dead";
  close(): Promise<void>;
}

/** @param target the server's address */
export async function openFront(target: string): Promise<Front> {
  const { hostname, port } = new URL(target);
  let posts = 0;
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    if (front.network === "dead") return void incoming.socket.destroy();
    const lossy = front.network === "lossy" && incoming.method === "POST";
    if (lossy && ++posts % 7 === 0) return void incoming.socket.destroy();
    const body = Buffer.concat(parts);
    front.asked.push(`${incoming.method} ${incoming.url}`);
    front.sent.push(body.toString("latin1"));
    const { method, url: path, headers } = incoming;
    const deliver = () =>
      ask({ hostname, port, path, method, headers: { ...headers, host: `${hostname}:${port}` } });
    const lost = () => incoming.socket.destroy();
    const onward = deliver();
    onward.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", lost).end(body);
    if (lossy && posts % 2 === 0)
      deliver()
        .on("response", (answer) => answer.resume())
        .on("error", () => {})
        .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    sent: [],
    network: "good",
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return front;
}
