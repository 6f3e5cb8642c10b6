/** Another address of a node, which gives its answers changed, or not at all: a node that lies, or a network that loses answers. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What is answered in place of the node's text; undefined: nothing, ever. */
export type Change = (path: string, text: string) => string | undefined;

export interface ChangingDoor {
  readonly url: string;
  close(): void;
}

export async function openProxy(node: string, change: Change): Promise<ChangingDoor> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const media = request.headers["content-type"];
    const answer = await fetch(`${node}${request.url}`, {
      method: request.method!,
      ...(body.length > 0 && media !== undefined ? { body, headers: { "content-type": media } } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = change(request.url!, bytes.toString());
    if (text === undefined) return;
    response.writeHead(answer.status).end(text === bytes.toString() ? bytes : text);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
