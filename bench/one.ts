// One benchmark in a process of its own, by whichever Node runs it: tsx bench/one.ts NAME → lines of its own, then one of JSON.
import { hasFusedSimd } from "../src/engine/index.js";
import type { BenchResult, EngineResult } from "./support/result.js";

const { default: bench } = (await import(`./${process.argv[2]}.ts`)) as {
  default: () => Promise<BenchResult>;
};
const result = await bench();
const answer: EngineResult = {
  kernel: hasFusedSimd() ? "fast" : "plain",
  node: process.versions.node,
  result,
};
console.log(JSON.stringify(answer));
