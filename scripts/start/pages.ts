/** The pages of `npm start`, on a server of their own, with the proving files beside them. */

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { formatManifest, MANIFEST_NAME, makeManifest, sha256Hex } from "../../src/artifacts/index.js";
import type { Circuit } from "../../src/cli/circuit.js";
import { formatVerificationKeyFile, isCompactKey } from "../../src/groth16/index.js";

/** Where `npm run build:web` puts the pages. */
export const PAGES_FOLDER = join(import.meta.dirname, "..", "..", "build", "web");

const WASM_MAGIC = 0x0061736d;
const isWasm = (bytes: Uint8Array): boolean =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === WASM_MAGIC;

/**
 * Writes a circuit's files as a release that pages fetch.
 * @param folder made if needed
 * @returns SHA-256 of the manifest: what a link names
 */
export async function writeProofs(circuit: Circuit, folder: string): Promise<string> {
  const { name, zkey, wasm, verificationKey, kind } = circuit;
  const program = isWasm(wasm) ? ("wasm" as const) : ("pwit" as const);
  const key = isCompactKey(zkey) ? ("pkey" as const) : ("zkey" as const);
  const files = {
    [program]: { name: `${name}.${program}`, bytes: wasm },
    [key]: { name: `${name}.${key}`, bytes: zkey },
    vkey: {
      name: `${name}.vkey.json`,
      bytes: new TextEncoder().encode(formatVerificationKeyFile(verificationKey)),
    },
  };
  const keyKind = kind === "ceremony" ? "ceremony" : "development-INSECURE";
  const manifest = formatManifest(await makeManifest({ circuit: name, keyKind, files }));
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of Object.values(files)) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, MANIFEST_NAME), manifest);
  return sha256Hex(new TextEncoder().encode(manifest));
}

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves the pages at `/` and the proving files at `/proofs/`, on loopback, which browsers take for secure.
 * @param proofs the folder of {@link writeProofs}
 */
export async function servePages(proofs: string, port: number, pages = PAGES_FOLDER): Promise<PageServer> {
  const [page, proof] = [pages, proofs].map((folder) => sirv(folder, { dev: true, etag: true }));
  const server = createServer((request, response) => {
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    // Browsers may keep nothing but what the service worker keeps: another run has other files at the same addresses.
    response.setHeader("cache-control", "no-cache");
    if (request.url?.startsWith("/proofs/")) {
      request.url = request.url.slice("/proofs".length);
      proof!(request, response, missing);
    } else page!(request, response, missing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
