/** Peak memory of fresh processes (RSS, Node's own 40 MB included): proving warm, proving cold, verifying, in batches; censuses. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWitnessCalculator, formatWtns } from "../src/groth16/index.js";
import { semaphore, semaphoreInput } from "../test/groth16/support/semaphore.js";
import { coldRuns } from "./support/cold.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { statements } from "./support/statements.js";

const ROOT = join(import.meta.dirname, "..");
const DEPTH = 20;
const ROUNDS = 3;
const VOTERS = 100_000;

type Side = "ours" | "theirs";
type Peaks = Record<Side, number>;

/** Runs a script in a process of its own; its peak, in MiB. */
function peakOf(script: string, args: readonly string[]): number {
  const path = join(ROOT, "bench", script);
  const line = execFileSync(process.execPath, [path, ...args], { cwd: ROOT })
    .toString()
    .trim();
  const { peakKiB } = JSON.parse(line.split("\n").at(-1)!) as { peakKiB: number };
  return peakKiB / 1024;
}

function peaks(run: (side: Side) => number): Peaks {
  const sides: Record<Side, number[]> = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const side of ["ours", "theirs"] as const) sides[side].push(run(side));
  return { ours: median(sides.ours), theirs: median(sides.theirs) };
}

export default async function memory(): Promise<BenchResult> {
  const { ours, theirs } = await coldRuns(ROUNDS); // builds what the others take
  const folder = mkdtempSync(join(tmpdir(), "psephos-memory-"));
  try {
    const file = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const { wasm, zkey } = await semaphore(DEPTH);
    const witness = formatWtns(await (await createWitnessCalculator(wasm)).calculate(semaphoreInput(DEPTH)));
    const { verificationKey, json } = await statements(1024);
    const proving = [file("key.zkey", zkey), file("witness.wtns", witness)];
    const verifying = [
      file("vkey.json", JSON.stringify(verificationKey)),
      file("claims.json", JSON.stringify(json)),
    ];
    const task = (name: string, files: readonly string[]) =>
      peaks((side) => peakOf(join("memory", "task.mjs"), [name, side, ...files]));
    const measured: Record<string, Peaks> = {
      "prove, Semaphore depth 20": task("prove", proving),
      "cold proof": {
        ours: median(ours.map(({ peakKiB }) => peakKiB / 1024)),
        theirs: median(theirs.map(({ peakKiB }) => peakKiB / 1024)),
      },
      "verify, one by one": task("verify", verifying),
      "verify, 1,024": task("batch", verifying),
      "census of 100,000 (LeanIMT)": peaks((side) =>
        side === "ours"
          ? peakOf(join("census", "psephos.mjs"), [`${VOTERS}`, "2"])
          : peakOf(join("census", "lean-imt.mjs"), [`${VOTERS}`]),
      ),
    };
    const entries = Object.entries(measured);
    return {
      name: "memory",
      ratios: Object.fromEntries(entries.map(([name, peak]) => [name, peak.theirs / peak.ours])),
      figures: Object.fromEntries(
        entries.flatMap(([name, peak]) => [
          [`${name}: Psephos, peak MiB`, peak.ours],
          [`${name}: the peer, peak MiB`, peak.theirs],
        ]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
