/** The node of a home as a program of its own, for benchmarks of its start and its memory. It prints its address when it takes votes. */
import { pathToFileURL } from "node:url";
import { loadSettings, startNode } from "../../packages/node/src/main/index.js";

const ENOUGH = 10_000_000;

const [home, worker, blockTime] = process.argv.slice(2);
const settings = loadSettings({
  flags: { home, port: "0", blockTime, insecure: "true", logLevel: "silent" },
});
const node = await startNode(settings, {
  worker: pathToFileURL(worker!),
  limits: { requests: ENOUGH, processRate: ENOUGH }, // all votes come from one address
});
process.stdout.write(`${node.url}\n`);
process.once("SIGTERM", () => void node.close());
