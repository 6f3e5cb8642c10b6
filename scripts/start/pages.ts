/** The pages of `npm start`, on a server of their own, with the proving files beside them. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { formatManifest, MANIFEST_NAME, makeManifest, sha256Hex } from "../../src/artifacts/index.js";
import type { Circuit } from "../../src/cli/circuit.js";
import { formatVerificationKeyFile, isCompactKey } from "../../src/groth16/index.js";
import { contentHash, formatContentUri, makePageManifest, PAGES_MANIFEST } from "../../src/process/index.js";
import { pageFiles } from "../page-files.js";

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

/**
 * What a host sends with every file (`web/README.md`). Workers take their policy from their own answers, and only a header says who may frame a page. Each page
 * narrows it further by its own.
 */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' https: http://127.0.0.1:* http://localhost:* wss: ws://127.0.0.1:* ws://localhost:*; style-src 'self'; img-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  // Browsers may keep nothing but what the service worker keeps: another run has other files at the same addresses.
  "cache-control": "no-cache",
};

export interface PageServer {
  readonly origin: string;
  /** The content URI of the manifest of what is served: an election announces it. */
  readonly manifest: string;
  close(): Promise<void>;
}

const ORGANISER = "/organise/";
const WALLET = "/organise/demonstration-wallet.js";

/** The organiser's page as it was built, with the demonstration's wallet before its own script. */
const withWallet = (pages: string): string =>
  readFileSync(join(pages, "organise", "index.html"), "utf8").replace(
    "<head>",
    `<head>\n<script src="..${WALLET}"></script>`,
  );

/** The manifest of the pages as they are served: what is in memory takes the place of a file. */
function manifestOf(pages: string, own: ReadonlyMap<string, readonly [type: string, text: string]>): string {
  const files = pageFiles(pages);
  for (const [path, [, text]] of own)
    if (!path.endsWith("/")) files.set(path.slice(1), new TextEncoder().encode(text));
  return makePageManifest(files);
}

/**
 * Serves the pages at `/` and the proving files at `/proofs/`, on loopback, which browsers take for secure.
 * @param proofs the folder of {@link writeProofs}
 * @param wallet the script of the demonstration's wallet, for the organiser's page
 */
export async function servePages(
  proofs: string,
  port: number,
  { wallet, pages = PAGES_FOLDER }: { readonly wallet?: string; readonly pages?: string } = {},
): Promise<PageServer> {
  const own = new Map<string, readonly [type: string, text: string]>();
  if (wallet !== undefined) {
    const page = ["text/html; charset=utf-8", withWallet(pages)] as const;
    own.set(ORGANISER, page).set(`${ORGANISER}index.html`, page).set(WALLET, ["text/javascript", wallet]);
  }
  const manifest = manifestOf(pages, own);
  own.set(`/${PAGES_MANIFEST}`, ["application/json", manifest]);
  const [page, proof] = [pages, proofs].map((folder) => sirv(folder, { dev: true, etag: true }));
  const server = createServer((request, response) => {
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const [type, text] = own.get(request.url?.split("?")[0] ?? "") ?? [];
    if (type !== undefined) response.setHeader("content-type", type).end(text);
    else if (request.url?.startsWith("/proofs/")) {
      request.url = request.url.slice("/proofs".length);
      // Also for pages from elsewhere: from IPFS, and files.
      response.setHeader("access-control-allow-origin", "*");
      proof!(request, response, missing);
    } else page!(request, response, missing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hash = contentHash(new TextEncoder().encode(manifest));
  return {
    origin,
    manifest: formatContentUri({ addresses: [`${origin}/${PAGES_MANIFEST}`], hash }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
