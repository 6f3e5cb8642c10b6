/** A static server for the test pages, with or without cross-origin isolation; it counts what it sends. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";

/** The headers that give a page SharedArrayBuffer; Psephos needs none of it and must not mind it either. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/** Psephos inlines its worker and its module: the page's policy must allow both, and nothing else from elsewhere. */
const POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; img-src data:";

export interface StaticServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves `folders` at their paths: `{ "/": "pages", "/psephos": "node_modules/psephos" }`. */
export async function serve(
  folders: Record<string, string>,
  isolated: boolean,
  policy = POLICY,
): Promise<StaticServer> {
  const mounts = Object.entries(folders)
    .sort(([a], [b]) => b.length - a.length)
    .map(([path, folder]) => ({ path, handle: sirv(folder, { dev: true, etag: false }) }));
  const server: Server = createServer((request, response) => {
    response.setHeader("content-security-policy", policy);
    if (isolated) for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    const mount = mounts.find(({ path }) => request.url?.startsWith(path));
    if (mount && mount.path !== "/") request.url = request.url!.slice(mount.path.length);
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    if (mount) mount.handle(request, response, missing);
    else missing();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
