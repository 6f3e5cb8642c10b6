/** A fresh Node process, files on disk → proof: census-7 with Psephos, Semaphore depth 20 with snarkjs. */
import { coldRuns } from "./support/cold.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

export default async function cold(): Promise<BenchResult> {
  const { ours, theirs } = await coldRuns(7);
  return {
    name: "cold",
    ratios: {
      time: median(theirs.map(({ ms }, i) => ms / ours[i]!.ms)),
      memory: median(theirs.map(({ peakKiB }, i) => peakKiB / ours[i]!.peakKiB)),
    },
    figures: {
      "fresh process, census-7: Psephos, ms": median(ours.map(({ ms }) => ms)),
      "fresh process, Semaphore depth 20: snarkjs, ms": median(theirs.map(({ ms }) => ms)),
      "peak memory: Psephos, MiB": median(ours.map(({ peakKiB }) => peakKiB / 1024)),
      "peak memory: snarkjs, MiB": median(theirs.map(({ peakKiB }) => peakKiB / 1024)),
    },
  };
}
