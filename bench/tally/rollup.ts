// A fresh process of its own: tsx bench/tally/rollup.ts THREADS BATCHES FORM → one line of JSON. Plans a rollup of full tally-64
// batches, loads the key and proves it. FORM: "compact" for the files that `psephos rollup prove` reads where they are,
// "circom" for circom's witness program and snarkjs's key.
import { proveBatches } from "../../src/rollup/index.js";
import { compactTallyCircuit, tallyCircuit } from "../../test/support/rollup/keys.js";
import { cpuTime } from "../support/measure.js";
import { fullBatches } from "./votes.js";

const [threads, batches] = process.argv.slice(2, 4).map(Number) as [number, number];
const load = process.argv[4] === "circom" ? tallyCircuit : compactTallyCircuit;
const artifacts = await load("tally-64");
const { plan, planMs } = await fullBatches(batches);
const [start, spent] = [performance.now(), cpuTime()];
await proveBatches(plan, artifacts, { threads });
const [proveMs, cpuMs] = [performance.now() - start, cpuTime() - spent];
console.log(JSON.stringify({ planMs, proveMs, cpuMs, peakKiB: process.resourceUsage().maxRSS }));
