/** The voter's case, each time in a fresh process: our census-7 and snarkjs with Semaphore v4 at depth 20. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { semaphore, semaphoreInput } from "../../test/groth16/support/semaphore.js";
import { exampleCensusInput, inputToJson } from "./census-input.js";

const ROOT = join(import.meta.dirname, "..", "..");
const BUILT = join(ROOT, "build", "census-7");
const SEMAPHORE = join(ROOT, "bench", "node_modules", "@zk-kit", "semaphore-artifacts");
const DEPTH = 20;

export interface ColdRun {
  /** From the start of the process to the proof. */
  readonly ms: number;
  readonly peakKiB: number;
}

/** Runs both, in turn; the package is built and the development key made first. */
export async function coldRuns(rounds: number): Promise<{ ours: ColdRun[]; theirs: ColdRun[] }> {
  for (const script of ["build:js", "build:circuits", "build:keys"]) {
    execFileSync("npm", ["run", "--silent", script, ...(script === "build:js" ? [] : ["--", "census-7"])], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  await semaphore(DEPTH);
  const folder = mkdtempSync(join(tmpdir(), "psephos-cold-"));
  const input = (name: string, value: object): string => {
    const path = join(folder, name);
    writeFileSync(path, inputToJson(value));
    return path;
  };
  const run = (program: string, args: string[]): ColdRun =>
    JSON.parse(
      execFileSync(process.execPath, [join(ROOT, "bench", "cold", program), ...args], {
        cwd: ROOT,
      }).toString(),
    );
  try {
    const mine = [
      join(BUILT, "census-7.wasm"),
      join(BUILT, "census-7.dev-INSECURE.zkey"),
      input("ours", exampleCensusInput()),
    ];
    const other = [`semaphore-${DEPTH}.wasm`, `semaphore-${DEPTH}.zkey`].map((name) => join(SEMAPHORE, name));
    other.push(input("theirs", semaphoreInput(DEPTH)));
    const ours: ColdRun[] = [];
    const theirs: ColdRun[] = [];
    for (let round = 0; round <= rounds; round++) {
      const pair = [run("psephos.mjs", mine), run("snarkjs.mjs", other)] as const;
      if (round === 0) continue; // the files come into the system's cache
      ours.push(pair[0]);
      theirs.push(pair[1]);
    }
    return { ours, theirs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
