// A fresh process of its own: tsx bench/tally/rollup.ts THREADS BATCHES → one line of JSON. Plans a rollup of full tally-64
// batches, loads the key and proves it.
import { proveBatches } from "../../src/rollup/index.js";
import { tallyCircuit } from "../../test/support/rollup/keys.js";
import { fullBatches } from "./votes.js";

const [threads, batches] = process.argv.slice(2).map(Number) as [number, number];
const artifacts = await tallyCircuit("tally-64");
const start = performance.now();
const plan = fullBatches(batches);
const planned = performance.now();
await proveBatches(plan, artifacts, { threads });
console.log(
  JSON.stringify({
    planMs: planned - start,
    proveMs: performance.now() - planned,
    peakKiB: process.resourceUsage().maxRSS,
  }),
);
