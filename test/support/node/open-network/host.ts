/**
 * What runs on a host of the open network: a node, a relay, or nothing but the TLS before another program. `CONFIG` is a file of {@link HostConfig}. It prints `{"ready":true}`, takes lines of
 * `{"manner":…}` and `{"seen":true}`, and answers the second with what its TLS has seen.
 */
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { loadSettings, startNode } from "../../../../packages/node/src/main/index.js";
import { startRelay } from "../../../../packages/node/src/network/index.js";
import { ContentFolder } from "../../../../packages/node/src/service/index.js";
import { openFront } from "./front.js";

export interface HostConfig {
  readonly address: string;
  /** Files of a key and a certificate: without them nobody else reaches it by HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly node?: {
    readonly home: string;
    /** Files that it has from the beginning. */
    readonly content: readonly string[];
    /** A socket of this machine, outside of the network, that leads to the node's HTTP door. */
    readonly door: string;
  };
  readonly relay?: { readonly gateways: readonly string[] };
  /** The port of a program that is here already. */
  readonly behind?: number;
}

const WORKER = pathToFileURL(join(import.meta.dirname, "../../../../scripts/check-worker.mjs"));
const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as HostConfig;
const { address, tls, node, relay } = config;

async function runNode({ home, content, door }: NonNullable<HostConfig["node"]>) {
  const folder = new ContentFolder(join(home, "content"), () => []);
  for (const file of content) await folder.put(readFileSync(file));
  const running = await startNode(loadSettings({ flags: { home } }), { worker: WORKER });
  const port = Number(new URL(running.url).port);
  createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const)
      from.on("error", () => to.destroy()).pipe(to);
  }).listen(door);
  return { port, close: () => running.close() };
}

/** Its TLS makes all addresses one. */
async function runRelay({ gateways }: NonNullable<HostConfig["relay"]>) {
  const running = await startRelay({ gateways, host: "127.0.0.1", port: 0, perAddress: 512 });
  return { port: Number(new URL(running.url).port), close: () => running.close() };
}

const running = node ? await runNode(node) : relay ? await runRelay(relay) : undefined;
const [key, cert] = tls ? [tls.key, tls.cert].map((file) => readFileSync(file, "utf8")) : [];
const to = running?.port ?? config.behind!;
const front = tls ? await openFront({ host: address, to, key: key!, cert: cert! }) : undefined;
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (front && told.manner) front.manner = told.manner;
  if (told.seen) say({ seen: front?.seen ?? [] });
}
await running?.close();
process.exit(0);
