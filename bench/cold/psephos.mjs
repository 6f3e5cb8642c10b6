// A fresh process of its own: node bench/cold/psephos.mjs WASM ZKEY INPUT → one line of JSON.
import { readFile } from "node:fs/promises";
import { createProver } from "../../dist/bundle/groth16.js";

const [wasm, zkey, input] = process.argv.slice(2);
const [prover, text] = await Promise.all([createProver({ wasm, zkey }), readFile(input, "utf8")]);
const { publicSignals } = await prover.prove(JSON.parse(text));
const ms = performance.now(); // since the process began
await prover.close();
console.log(JSON.stringify({ ms, publicSignals, peakKiB: process.resourceUsage().maxRSS }));
