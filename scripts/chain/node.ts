/** A node from its sources, as `psephos-node chain start --home HOME` runs it compiled. */
import { once } from "node:events";
import { loadSettings, startNode } from "../../packages/node/src/main/index.js";

const home = process.argv[process.argv.indexOf("--home") + 1];
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const node = await startNode(loadSettings({ flags: { home, ordering: "comet" } }), {
  worker: new URL("../check-worker.mjs", import.meta.url),
});
if (!stop.signal.aborted) await once(stop.signal, "abort");
await node.close();
