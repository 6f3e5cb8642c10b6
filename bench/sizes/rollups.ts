/** A rollup by its batches of 64 votes, each proved in a fresh process on one thread, the key's loading included. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Row, rowsOf } from "./table.js";

const BATCHES = [1, 2, 4] as const;
const VOTES = 64;
const ROOT = join(import.meta.dirname, "..", "..");

function rollupOf(batches: number): Record<string, number> {
  const args = ["--import", "tsx", join(ROOT, "bench", "tally", "rollup.ts"), "1", `${batches}`];
  const { cpuMs, peakKiB } = JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT }).toString());
  return {
    "proved, s": cpuMs / 1000,
    "ms a vote": cpuMs / (batches * VOTES),
    "peak memory, MiB": peakKiB / 1024,
  };
}

export const rollups = async (): Promise<readonly Row[]> =>
  rowsOf(
    BATCHES.map((batches) => `${batches * VOTES} votes`),
    BATCHES.map(rollupOf),
  );
