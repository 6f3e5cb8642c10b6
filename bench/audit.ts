/**
 * An audit of a whole bundle, on as many threads as the machine has: AUDIT_VOTES anonymous votes in the clear (10,000 unless told), each with a proof of its own that is verified, a ballot
 * that is opened, and a place in the log. AUDIT_BUNDLE names the bundle's file: a run makes it, and later ones find it. Beside it snarkjs, which verifies the proofs one by one and does nothing else; the second verifier, in Rust, if it was built; and the observer's page in Chromium, if there is one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "../src/bytes/index.js";
import { proofFromBytes } from "../src/groth16/index.js";
import { Multiplier } from "../test/support/synthetic-groth16.js";
import { SyntheticProver } from "../test/support/synthetic-verifier.js";
import { provedVote, writeElection } from "./audit/election.js";
import { cpuTime } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

const VOTES = Number(process.env.AUDIT_VOTES ?? 10_000);
const PER_BLOCK = 100;
/** snarkjs verifies this many. */
const SAMPLE = 50;
const THREADS = availableParallelism();

/** Proofs for snarkjs, of the same key. */
function sampleOf(prover: SyntheticProver) {
  const processId: Hex = `0x${"11".repeat(32)}`;
  return Array.from({ length: SAMPLE }, (_, i) => provedVote(prover, processId, 1n, i));
}

function audit(file: string, threads: number) {
  const task = join(import.meta.dirname, "audit", "task.ts");
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", task, file, `${threads}`], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const told = JSON.parse(stdout || "null") as {
    ok: boolean;
    wrong: unknown;
    ms: number;
    cpu: number;
    peak: number;
  };
  if (!told?.ok) throw new Error(`the audit failed: ${JSON.stringify(told?.wrong)} ${stderr}`);
  return told;
}

const SECOND = join(import.meta.dirname, "..", "build", "verifier-rs", "release", "psephos-verifier");

/** With the driver's types, which only test/browser has. */
const BROWSER = join(import.meta.dirname, "audit", "browser.ts");

interface Timing {
  readonly seconds: number;
  readonly votesPerSecond: number;
}

/** The second verifier; undefined if it was not built. */
function auditSecond(file: string, threads: number): Timing | undefined {
  if (!existsSync(SECOND)) return undefined;
  const args = [file, "--insecure", "--json", "--timing", "--threads", `${threads}`];
  const { status, stdout, stderr } = spawnSync(SECOND, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`the second verifier says: ${stdout} ${stderr}`);
  return JSON.parse(stderr) as Timing;
}

/** Figures of what could be measured. */
const known = (figures: Record<string, number | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter((one): one is [string, number] => one[1] !== undefined));

export default async function auditBench(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const file = process.env.AUDIT_BUNDLE ?? join(folder, "bundle.zip");
  const prover = new SyntheticProver(await Multiplier.create(), 6, "audit");
  await writeElection(file, prover, VOTES, PER_BLOCK);
  const sample = sampleOf(prover);
  const ours = audit(file, THREADS);
  const alone = audit(file, 1);
  const second = auditSecond(file, THREADS);
  const secondAlone = auditSecond(file, 1);
  const { auditInBrowser } = (await import(BROWSER)) as {
    auditInBrowser(file: string): Promise<number | undefined>;
  };
  const browser = await auditInBrowser(file);
  const peer = await withSnarkjs("single", async () => {
    const began = cpuTime();
    for (const { signals, vote } of sample) {
      const json = proofFromBytes(vote.proof) as unknown as snarkjs.Groth16Proof;
      if (!(await snarkjs.groth16.verify(prover.verificationKey as never, signals.map(String), json)))
        throw new Error("snarkjs refused a valid proof");
    }
    return (cpuTime() - began) / sample.length;
  });
  const { size } = statSync(file);
  rmSync(folder, { recursive: true, force: true });
  return {
    name: "audit",
    ratios: { "the whole audit beside verifying alone": peer / (alone.cpu / VOTES) },
    figures: {
      votes: VOTES,
      "bundle, MB": size / 1e6,
      [`${THREADS} threads: seconds`]: ours.ms / 1000,
      [`${THREADS} threads: votes a second`]: (1000 * VOTES) / ours.ms,
      [`${THREADS} threads: peak memory, MiB`]: ours.peak,
      "one thread: CPU ms a vote": alone.cpu / VOTES,
      "one thread: peak memory, MiB": alone.peak,
      "snarkjs, verifying one by one: CPU ms a vote": peer,
      ...known({
        [`in Rust, ${THREADS} threads: seconds`]: second?.seconds,
        [`in Rust, ${THREADS} threads: votes a second`]: second?.votesPerSecond,
        "in Rust, one thread: votes a second": secondAlone?.votesPerSecond,
        "the page in Chromium: seconds": browser,
      }),
    },
  };
}
