/**
 * Beside native code: Semaphore v4 at depth 20, the same key and witness, warm, by ark-groth16 with ark-circom's reduction (Rust, release
 * build with assembly) and by our prover, on one thread and two. Needs Rust's cargo; the first run compiles for minutes.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProver, createWitnessCalculator, formatWtns } from "../src/groth16/index.js";
import { semaphore, semaphoreInput } from "../test/groth16/support/semaphore.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const CRATE = join(import.meta.dirname, "native");
const DEPTH = 20;
/** Each side proves so often before it is the other's turn, after a proof that is not counted. */
const PROOFS = 3;
const TURNS = 4;

/** Builds the crate, and returns its program's path. */
function build(): string {
  const { status, error } = spawnSync("cargo", ["build", "--release", "--locked", "--quiet"], {
    cwd: CRATE,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error || status !== 0)
    throw new Error("cargo could not build bench/native: Rust 1.88 or later is needed", { cause: error });
  return join(CRATE, "target", "release", "psephos-bench-native");
}

export default async function native(): Promise<BenchResult> {
  const program = build();
  const { wasm, zkey } = await semaphore(DEPTH);
  const witness = formatWtns(await (await createWitnessCalculator(wasm)).calculate(semaphoreInput(DEPTH)));
  const folder = mkdtempSync(join(tmpdir(), "psephos-native-"));
  const files = [join(folder, "key.zkey"), join(folder, "witness.wtns")] as const;
  writeFileSync(files[0], zkey);
  writeFileSync(files[1], witness);
  const theirs = (threads: number): number[] => {
    const env = { ...process.env, RAYON_NUM_THREADS: `${threads}` };
    return JSON.parse(execFileSync(program, [...files, `${PROOFS}`], { env, encoding: "utf8" })).ms;
  };
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  try {
    for (const threads of [1, 2]) {
      await using prover = await createProver({ zkey }, { threads });
      const [mine, other]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < TURNS; turn++) {
        other.push(median(theirs(threads)));
        const times: number[] = [];
        for (let i = 0; i <= PROOFS; i++) {
          const start = performance.now();
          await prover.proveWitness(witness);
          if (i > 0) times.push(performance.now() - start);
        }
        mine.push(median(times));
      }
      const what = threads === 1 ? "1 thread" : `${threads} threads`;
      ratios[what] = median(other.map((ms, i) => ms / mine[i]!));
      figures[`Semaphore depth 20, ${what}: Psephos, ms`] = median(mine);
      figures[`Semaphore depth 20, ${what}: ark-groth16, ms`] = median(other);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { name: "native", ratios, figures };
}
