// A fresh process of its own: node bench/census/psephos.mjs VOTERS THREADS → one line of JSON.
import { buildCensus, changeCensus, verifyMembership } from "../../dist/index.js";

const [count, threads] = process.argv.slice(2).map(Number);
const commitments = new Uint8Array(32 * count);
const weights = new Uint8Array(16 * count);
const view = new DataView(commitments.buffer);
for (let i = 0; i < count; i++) {
  for (let k = 1; k < 4; k++) view.setBigUint64(32 * i + 8 * k, BigInt(i * 4 + k + 1) * 0x1234567890abcdn);
  weights[16 * i + 15] = 1 + (i % 100);
}

const start = performance.now();
const census = await buildCensus({ commitments, weights }, { depth: 7, threads });
const buildMs = performance.now() - start;

const update = new Map(Array.from({ length: 1000 }, (_, i) => [Math.floor((i * count) / 1000), 200n]));
const updateStart = performance.now();
await changeCensus(census, { weights: update }, { threads });
const updateMs = performance.now() - updateStart;

const proofStart = performance.now();
const proof = census.membership(count - 1);
const proofMs = performance.now() - proofStart;
if (!verifyMembership(proof)) throw new Error("the census does not prove its last voter");
console.log(JSON.stringify({ buildMs, updateMs, proofMs, peakKiB: process.resourceUsage().maxRSS }));
