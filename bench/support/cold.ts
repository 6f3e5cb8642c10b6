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

/** A circuit's files on disk: for us the witness program and the compact key that a voter downloads. */
export interface ColdFiles {
  readonly wasm: string;
  readonly zkey: string;
}

/** Builds the package, census-7 and its development key, and installs Semaphore's artifacts. */
export async function prepareCold(): Promise<{ ours: ColdFiles; theirs: ColdFiles }> {
  for (const script of ["build", "build:circuits -- census-7", "build:keys -- census-7"]) {
    execFileSync("npm", ["run", "--silent", ...script.split(" ")], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  await semaphore(DEPTH);
  return {
    ours: { wasm: join(BUILT, "census-7.pwit"), zkey: join(BUILT, "census-7.dev-INSECURE.pkey") },
    theirs: {
      wasm: join(SEMAPHORE, `semaphore-${DEPTH}.wasm`),
      zkey: join(SEMAPHORE, `semaphore-${DEPTH}.zkey`),
    },
  };
}

/** Runs both programs in turn, `rounds` times after one that only brings the files into the system's cache. */
export async function coldRuns(rounds: number): Promise<{ ours: ColdRun[]; theirs: ColdRun[] }> {
  const files = await prepareCold();
  const folder = mkdtempSync(join(tmpdir(), "psephos-cold-"));
  const run = (program: string, { wasm, zkey }: ColdFiles, input: object): ColdRun => {
    const path = join(folder, "input.json");
    writeFileSync(path, inputToJson(input));
    const script = join(ROOT, "bench", "cold", program);
    return JSON.parse(execFileSync(process.execPath, [script, wasm, zkey, path], { cwd: ROOT }).toString());
  };
  try {
    const ours: ColdRun[] = [];
    const theirs: ColdRun[] = [];
    for (let round = 0; round <= rounds; round++) {
      const mine = run("psephos.mjs", files.ours, exampleCensusInput());
      const other = run("snarkjs.mjs", files.theirs, semaphoreInput(DEPTH));
      if (round === 0) continue;
      ours.push(mine);
      theirs.push(other);
    }
    return { ours, theirs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
