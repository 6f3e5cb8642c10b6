/** A server on this machine that sends from memory, with scripts gzipped, as hosts of pages do. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

export interface MemoryServer extends AsyncDisposable {
  readonly origin: string;
}

/** @param files by their paths; what they are is told by the ends of these. */
export async function serveMemory(
  files: Readonly<Record<string, Uint8Array | string>>,
  policy: string,
): Promise<MemoryServer> {
  const answers = new Map(
    Object.entries(files).map(([path, content]) => {
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      const packed = type.startsWith("text/");
      const body = packed ? gzipSync(content, { level: 9 }) : Buffer.from(content);
      const headers = {
        "content-type": type,
        "content-length": body.length,
        "content-security-policy": policy,
        ...(packed && { "content-encoding": "gzip" }),
      };
      return [path, { headers, body }];
    }),
  );
  const server = createServer(({ url }, response) => {
    const answer = answers.get(url!);
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
