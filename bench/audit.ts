/**
 * An audit of a whole bundle, on as many threads as the machine has: AUDIT_VOTES anonymous votes in the clear (10,000 unless told), each with a proof of its own that is verified, a ballot
 * that is opened, and a place in the log. The proofs are of a key whose secrets are known, because real ones take hours: they are as expensive to verify. Beside
 * it snarkjs, which verifies the proofs one by one and does nothing else; the second verifier, in Rust, if it was built; and the observer's page in Chromium, if there is one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { signHead, validatorKey } from "../src/api/index.js";
import { bundleBytes, makeBundle } from "../src/audit/index.js";
import { createVotePackage, encodeVotePackage, envelopeHash, voteHash } from "../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../src/bytes/index.js";
import { formatVerificationKeyFile, proofFromBytes, verificationKeyHash } from "../src/groth16/index.js";
import { type AnonymousVote, type Facts, Ledger, MemoryStore, type ToldBlock } from "../src/ledger/index.js";
import { keyId } from "../src/process/index.js";
import { scopeIn } from "../test/support/ledger/votes.js";
import { testGenesis, World } from "../test/support/ledger/world.js";
import { SECRET_KEY } from "../test/support/node/solo.js";
import { proofBytes } from "../test/support/rerandomize.js";
import { Multiplier } from "../test/support/synthetic-groth16.js";
import { SyntheticProver } from "../test/support/synthetic-verifier.js";
import { cpuTime } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

const VOTES = Number(process.env.AUDIT_VOTES ?? 10_000);
const PER_BLOCK = 100;
/** snarkjs verifies this many. */
const SAMPLE = 50;
const CIRCUIT = "census-7";
const ROOT = scalarToHex(123456789n);
const THREADS = availableParallelism();

/** The chain is written with its statements taken for true; the audit checks them. */
const ASSUMED: Facts = { ask: async (statements) => statements.map(() => true) };

/** A vote of a voter who has this nullifier, with a proof of its statement. */
function voteOf(prover: SyntheticProver, processId: Hex, scope: bigint, i: number) {
  const nullifier = BigInt(i + 1) * 1_000_003n;
  const { votes, nonce, ...rest } = createVotePackage([i % 4]);
  const content = {
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage({ votes, nonce, ...rest }),
  };
  const hash = voteHash(votes, nonce, nullifier);
  const signals = [nullifier, BigInt(ROOT), scope, hash, 1n, envelopeHash(content)];
  const proof = proofBytes(prover.prove(signals));
  const vote: AnonymousVote = {
    kind: "anonymous",
    processId,
    weight: 1n,
    censusRoot: null,
    nullifier,
    voteHash: hash,
    proof,
    ...content,
  };
  return { vote, signals };
}

/** Writes the bundle of an election. */
async function writeBundle(file: string, prover: SyntheticProver) {
  const keyHash: Hex = `0x${verificationKeyHash(prover.verificationKey)}`;
  const genesis = testGenesis({
    censusKeys: [{ circuit: CIRCUIT, depth: 7, keyHash }],
    lists: { ...testGenesis().lists, validators: [validatorKey(SECRET_KEY)] },
  });
  const world = new World(ASSUMED, genesis);
  const blocks = Math.ceil(VOTES / PER_BLOCK);
  const id = await world.declare({
    censusRoot: ROOT,
    censusKey: keyId(CIRCUIT, keyHash),
    envelopeType: { anonymous: true },
    blockCount: blocks + 1,
  });
  await world.until(world.process(id).start! - 1);
  const scope = scopeIn(world, id);
  const sample: { readonly signals: readonly bigint[]; readonly proof: Uint8Array }[] = [];
  for (let from = 0; from < VOTES; from += PER_BLOCK) {
    const made = Array.from({ length: Math.min(PER_BLOCK, VOTES - from) }, (_, i) =>
      voteOf(prover, id, scope, from + i),
    );
    for (const { vote, signals } of made)
      if (sample.length < SAMPLE) sample.push({ signals, proof: vote.proof });
    await world.take(...made.map(({ vote }) => vote));
  }
  await world.until(world.process(id).end!);
  const ledger = new Ledger(genesis, new MemoryStore());
  const told: ToldBlock[] = [];
  for (const block of world.blocks) {
    const applied = await ledger.apply(block, ASSUMED);
    applied.commit();
    told.push({ ...block, stateRoot: toHex(applied.stateRoot) });
  }
  const bundle = await makeBundle({
    ...{ genesis, blocks: told, processId: id, facts: ASSUMED },
    content: {
      metadata: null,
      census: null,
      key: async () => ({
        verificationKey: formatVerificationKeyFile(prover.verificationKey),
        transcript: null,
      }),
      heads: async (height) => {
        const stateRoot = told[height - 1]!.stateRoot!;
        const { time: _, ...head } = signHead(genesis.hash, { height, time: 0, stateRoot }, SECRET_KEY);
        return [head];
      },
    },
  });
  const handle = openSync(file, "w");
  let bytes = 0;
  for await (const part of bundleBytes(bundle)) bytes += writeSync(handle, part);
  return { sample, bytes };
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
  const file = join(folder, "bundle.zip");
  const prover = new SyntheticProver(await Multiplier.create(), 6, "audit");
  const { sample, bytes } = await writeBundle(file, prover);
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
    for (const { signals, proof } of sample) {
      const json = proofFromBytes(proof) as unknown as snarkjs.Groth16Proof;
      if (!(await snarkjs.groth16.verify(prover.verificationKey as never, signals.map(String), json)))
        throw new Error("snarkjs refused a valid proof");
    }
    return (cpuTime() - began) / sample.length;
  });
  rmSync(folder, { recursive: true, force: true });
  return {
    name: "audit",
    ratios: { "the whole audit beside verifying alone": peer / (alone.cpu / VOTES) },
    figures: {
      votes: VOTES,
      "bundle, MB": bytes / 1e6,
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
