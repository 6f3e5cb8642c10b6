// The peer of psephos.mjs: node bench/cold/snarkjs.mjs WASM ZKEY INPUT → one line of JSON.
import { readFile } from "node:fs/promises";
import * as snarkjs from "snarkjs";

const [wasm, zkey, input] = process.argv.slice(2);
const { publicSignals } = await snarkjs.groth16.fullProve(
  JSON.parse(await readFile(input, "utf8")),
  wasm,
  zkey,
);
const ms = performance.now(); // since the process began
await globalThis.curve_bn128?.terminate();
console.log(JSON.stringify({ ms, publicSignals, peakKiB: process.resourceUsage().maxRSS }));
