/**
 * One batch of 64 votes: our prover on one thread and two against snarkjs, same key and witness; whole rollups; what a
 * rollup costs on chain; and what all of it comes to for a hundred million votes.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { startLocalEvm } from "../src/cli/evm/index.js";
import { createProver, createWitnessCalculator, formatWtns } from "../src/groth16/index.js";
import { batchInput, TALLY_64 } from "../src/rollup/index.js";
import { compactTallyCircuit, tallyCircuit } from "../test/support/rollup/keys.js";
import { median, ratio, takeTurns } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { rollupGas } from "./support/rollup-gas.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";
import { fullBatches } from "./tally/votes.js";

const ROOT = join(import.meta.dirname, "..");
/** A proof takes long enough to be its own warm-up. */
const ROUNDS = { rounds: 3, warmup: 0 };
const WITNESS_ROUNDS = { rounds: 9, warmup: 2 };
const BATCHES = 6;

interface RollupRun {
  readonly planMs: number;
  readonly proveMs: number;
  readonly peakKiB: number;
}

/** The gas of rollups of 64, 1,024 and 10,000 votes, a vote. */
async function gasPerVote(): Promise<Record<string, number>> {
  const evm = await startLocalEvm();
  try {
    const figures = Object.entries(await rollupGas(evm)).filter(([label]) => label.endsWith("per vote"));
    return Object.fromEntries(figures.map(([label, gas]) => [`${label}, gas`, gas]));
  } finally {
    await evm.close();
  }
}

/**
 * What the figures measured come to for so many votes, all batches full: hours of machines of two cores that share the
 * batches and do not wait for each other, and gas as of the largest rollup measured, whose fixed part weighs more.
 */
function projection(votes: number, votesASecond: number, gas: number): Record<string, number> {
  const hours = votes / votesASecond / 3600;
  const size = votes.toLocaleString("en");
  return {
    [`projected, ${size} votes: hours on one machine of two cores`]: hours,
    [`projected, ${size} votes: hours on 100 of them`]: hours / 100,
    [`projected, ${size} votes: gas, thousand millions`]: (votes * gas) / 1e9,
  };
}

/** Proves a rollup of some batches in a fresh process, key loading included. */
function rollup(threads: number): RollupRun {
  const script = join(ROOT, "bench", "tally", "rollup.ts");
  const args = ["--import", "tsx", script, `${threads}`, `${BATCHES}`, "compact"];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT }).toString());
}

export default async function tally(): Promise<BenchResult> {
  for (const build of ["build:circuits", "build:keys"]) {
    const stdio = ["ignore", "ignore", "inherit"] as const;
    execFileSync("npm", ["run", "--silent", build, "--", "tally-64"], { cwd: ROOT, stdio: [...stdio] });
  }
  const { wasm, zkey } = await tallyCircuit("tally-64");
  const { wasm: straight } = await compactTallyCircuit("tally-64");
  const { plan } = await fullBatches(1);
  const input = batchInput(plan, plan.batches[0]!);
  const [ours, circoms] = [await createWitnessCalculator(straight), await createWitnessCalculator(wasm)];
  const calculate = await takeTurns(
    { ours: () => ours.calculate(input), circoms: () => circoms.calculate(input) },
    WITNESS_ROUNDS,
  );
  const witness = formatWtns(await ours.calculate(input));
  const compare = (threads: number) =>
    withSnarkjs(threads === 1 ? "single" : "all", async () => {
      await using prover = await createProver({ zkey }, { threads });
      return await takeTurns(
        { ours: () => prover.proveWitness(witness), theirs: () => snarkjs.groth16.prove(zkey, witness) },
        ROUNDS,
      );
    });
  const one = await compare(1);
  const two = await compare(2);
  const runs = [1, 2].map((threads) => rollup(threads)) as [RollupRun, RollupRun];
  const rate = ({ proveMs }: RollupRun) => (1000 * TALLY_64.slots * BATCHES) / proveMs;
  const gas = await gasPerVote();
  const seconds = (ms: number) => ms / 1000;
  return {
    name: "tally",
    ratios: { "1 thread": ratio(one.theirs, one.ours), "2 threads": ratio(two.theirs, two.ours) },
    figures: {
      "tally-64 witness: straight-line program, s": seconds(calculate.ours.ms),
      "tally-64 witness: circom's program, s": seconds(calculate.circoms.ms),
      "tally-64 proof, 1 thread: Psephos, s": seconds(one.ours.ms),
      "tally-64 proof, 1 thread: snarkjs, s": seconds(one.theirs.ms),
      "tally-64 proof, 2 threads: Psephos, s": seconds(two.ours.ms),
      "tally-64 proof, 2 threads: snarkjs, s": seconds(two.theirs.ms),
      [`${BATCHES} batches in a fresh process, 1 thread: votes a second`]: rate(runs[0]),
      [`${BATCHES} batches in a fresh process, 2 threads: votes a second`]: rate(runs[1]),
      "the same, in the clear: votes a second": median(
        runs.map(({ planMs }) => (1000 * TALLY_64.slots * BATCHES) / planMs),
      ),
      "peak memory, 1 thread, MiB": runs[0].peakKiB / 1024,
      "peak memory, 2 threads, MiB": runs[1].peakKiB / 1024,
      ...gas,
      ...projection(100_000_000, rate(runs[1]), Math.min(...Object.values(gas))),
    },
  };
}
