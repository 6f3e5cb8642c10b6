/**
 * A weighted census of 100,000 voters, from commitments and weights to the root: ours on two threads, against
 * @zk-kit/lean-imt with circomlibjs's Poseidon (which has one); and a million voters, ours alone.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const VOTERS = 100_000;
const MANY = 1_000_000;
const ROUNDS = 3;

interface Run {
  readonly buildMs: number;
  readonly peakKiB: number;
}
interface OurRun extends Run {
  readonly updateMs: number;
  readonly proofMs: number;
}
interface TheirRun extends Run {
  readonly treeMs: number;
}

const run = <T>(program: string, ...args: number[]): T =>
  JSON.parse(
    execFileSync(process.execPath, [join(ROOT, "bench", "census", program), ...args.map(String)], {
      cwd: ROOT,
    }).toString(),
  );

export default async function census(): Promise<BenchResult> {
  execFileSync("npm", ["run", "--silent", "build:js"], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const ours: OurRun[] = [];
  const theirs: TheirRun[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(run("psephos.mjs", VOTERS, 2));
    theirs.push(run("lean-imt.mjs", VOTERS));
  }
  const many = run<OurRun>("psephos.mjs", MANY, 2);
  const mib = (runs: readonly Run[]): number => median(runs.map(({ peakKiB }) => peakKiB / 1024));
  return {
    name: "census",
    ratios: {
      "100,000 voters": median(theirs.map(({ buildMs }, i) => buildMs / ours[i]!.buildMs)),
      memory: mib(theirs) / mib(ours),
    },
    figures: {
      "100,000 voters, 2 threads: Psephos, ms": median(ours.map(({ buildMs }) => buildMs)),
      "100,000 voters: LeanIMT with circomlibjs, ms": median(theirs.map(({ buildMs }) => buildMs)),
      "of it the tree over the leaves, ms": median(theirs.map(({ treeMs }) => treeMs)),
      "100,000 voters: Psephos, peak MiB": mib(ours),
      "100,000 voters: LeanIMT with circomlibjs, peak MiB": mib(theirs),
      "1,000,000 voters, 2 threads: Psephos, ms": many.buildMs,
      "1,000,000 voters: 1,000 weights changed, ms": many.updateMs,
      "1,000,000 voters: one path, ms": many.proofMs,
      "1,000,000 voters: Psephos, peak MiB": mib([many]),
    },
  };
}
