/**
 * A node with many stored votes: its start after it was killed, what it takes of memory, and how fast it takes further votes with real proofs over HTTP. The stored votes go
 * through the state machine into a store, block after block, with facts that are given: their proofs are not checked. The node is a program of its own, which
 * shares the cores with its client; its own time of the processor is told as well, which other programs of the machine change less. STORED_VOTES at the end, 10^6 unless told.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { build } from "esbuild";
import { NodeStore } from "../packages/node/src/store/index.js";
import { createVotePackage, encodeVotePackage } from "../src/ballot/index.js";
import { type Hex, hashToField, toHex } from "../src/bytes/index.js";
import { encodeTransaction, genesisText, Ledger, processView } from "../src/ledger/index.js";
import { SECRET_KEY } from "../test/support/node/solo.js";
import { censusCircuit } from "../test/voter/support.js";
import { given } from "./support/given-votes.js";
import { quantile } from "./support/measure.js";
import { CIRCUIT, declaredFor, madeVotes, type Sent, sendVotes } from "./support/node-runs.js";
import type { BenchResult } from "./support/result.js";

const MOST = Number(process.env.STORED_VOTES ?? 1_000_000);
const STAGES = [1_000, 10_000, 100_000, 1_000_000].filter((stage) => stage <= MOST);
/** Votes with real proofs that each stage takes. */
const SENT = Number(process.env.STAGE_VOTES ?? 1_000);
const WARM = 100;
const AT_ONCE = 256;
const INTERVAL = 200;
const A_BLOCK = 2_000;
const MEBIBYTE = 2 ** 20;

const ROOT = join(import.meta.dirname, "..");
const PROGRAM = join(ROOT, "build", "bench", "node-child.mjs");

const bundle = () =>
  build({
    entryPoints: [join(import.meta.dirname, "support", "node-child.ts")],
    outfile: PROGRAM,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(ROOT, "tsconfig.json"), // the library by its own name is its sources
  });

/** A vote of a voter who is in no census: only its place in the store matters. */
function storedVote(processId: Hex, votePackage: Uint8Array, i: number): Uint8Array {
  const digest = (what: string) => hashToField(sha256(utf8ToBytes(`${what} ${i}`)));
  return encodeTransaction({
    kind: "anonymous",
    processId,
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage,
    weight: 1n,
    censusRoot: null,
    nullifier: digest("nullifier"),
    voteHash: digest("vote"),
    proof: new Uint8Array(256),
  });
}

class Chain {
  readonly #store: NodeStore;
  readonly #ledger: Ledger;

  constructor(place: string, genesis: ConstructorParameters<typeof Ledger>[0]) {
    this.#store = NodeStore.open(place);
    this.#ledger = new Ledger(genesis, this.#store.state);
  }

  async block(transactions: readonly Uint8Array[]): Promise<void> {
    const height = this.#ledger.height + 1;
    const applied = await this.#ledger.apply({ height, transactions }, given);
    const refused = applied.results.find(({ accepted }) => !accepted);
    if (refused) throw new Error(`a stored vote is refused: ${JSON.stringify(refused)}`);
    const block = { height, transactions, stateRoot: toHex(applied.stateRoot), time: Date.now() };
    this.#store.commit(applied, block);
  }

  /** How many votes a process has. */
  size(id: Hex): number {
    return processView(this.#ledger.state, id)!.record.logSize;
  }

  isOpen(id: Hex): boolean {
    return processView(this.#ledger.state, id)!.phase === "open";
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** Milliseconds until it took votes. */
  readonly start: number;
  /** Milliseconds of the processor until then. */
  readonly startCpu: number;
}

async function startNode(home: string): Promise<Running> {
  const begun = performance.now();
  const worker = join(ROOT, "scripts", "check-worker.mjs");
  const child = spawn(process.execPath, [PROGRAM, home, worker, String(INTERVAL)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await createInterface({ input: child.stdout! })[Symbol.asyncIterator]().next();
  if (line.done) throw new Error("the node did not start");
  const answer = await fetch(`${line.value}/health`);
  if (answer.status !== 200) throw new Error(`the node's health is ${answer.status}`);
  return { child, url: line.value, start: performance.now() - begun, startCpu: cpuOf(child.pid!) };
}

/** Milliseconds of the processor that a process has had, with all its threads: clock ticks are a hundredth of a second. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** What a process has of memory, in bytes: of its own, and the mapped pages of files. */
function memoryOf(pid: number): { readonly own: number; readonly mapped: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)![1]);
  return { own: of("RssAnon"), mapped: of("RssFile") };
}

interface Stage extends Sent {
  readonly stored: number;
  readonly start: number;
  readonly startCpu: number;
  /** Milliseconds of the processor for each vote. */
  readonly voteCpu: number;
  readonly own: number;
  readonly mapped: number;
}

export default async function nodeStored(): Promise<BenchResult> {
  await bundle();
  const circuit = await censusCircuit();
  const votes = await madeVotes(circuit, STAGES.length * (WARM + SENT));
  const { genesis, id, told } = await declaredFor(circuit, votes);
  const home = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const store = join(home, "store");
  mkdirSync(join(home, "keys"));
  writeFileSync(join(home, "genesis.json"), genesisText(genesis));
  writeFileSync(join(home, "node.key"), `${toHex(SECRET_KEY)}\n`, { mode: 0o600 });
  writeFileSync(join(home, "keys", `${CIRCUIT}.vkey.json`), JSON.stringify(circuit.verificationKey));
  const votePackage = encodeVotePackage(createVotePackage([1]));
  let made = 0;

  async function fill(size: number): Promise<void> {
    const chain = new Chain(store, genesis);
    if (made === 0) {
      await chain.block(told);
      while (!chain.isOpen(id)) await chain.block([]);
    }
    for (let missing = size - chain.size(id); missing > 0; missing = size - chain.size(id)) {
      const length = Math.min(A_BLOCK, missing);
      await chain.block(Array.from({ length }, () => storedVote(id, votePackage, made++)));
    }
    await chain.close();
  }

  /** A node that was killed is started again, and takes the next votes. */
  async function stage(stored: number, envelopes: readonly string[]): Promise<Stage> {
    await fill(stored);
    const before = await startNode(home);
    before.child.kill("SIGKILL");
    await once(before.child, "exit");
    const { child, url, start, startCpu } = await startNode(home);
    await sendVotes(url, envelopes.slice(0, WARM), AT_ONCE);
    const cpu = cpuOf(child.pid!);
    const sent = await sendVotes(url, envelopes.slice(WARM), AT_ONCE);
    const voteCpu = (cpuOf(child.pid!) - cpu) / sent.latencies.length;
    const memory = memoryOf(child.pid!);
    child.kill("SIGTERM");
    await once(child, "exit");
    return { stored, start, startCpu, voteCpu, ...sent, ...memory };
  }

  const stages: Stage[] = [];
  for (const [i, stored] of STAGES.entries()) {
    const from = i * (WARM + SENT);
    stages.push(await stage(stored, votes.envelopes.slice(from, from + WARM + SENT)));
  }
  rmSync(home, { recursive: true, force: true });
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const figures = stages.map(({ stored, start, startCpu, rate, voteCpu, latencies, own, mapped }) => {
    const late = [0.5, 0.99].map((part) => quantile(latencies, part).toFixed(0)).join(" / ");
    const memory = [own, mapped].map((bytes) => (bytes / MEBIBYTE).toFixed(0)).join(" / ");
    return [
      [`${stored} stored: start, s / of the processor`, `${seconds(start)} / ${seconds(startCpu)}`],
      [
        `${stored} stored: votes a second / ms of the processor a vote`,
        `${rate.toFixed(0)} / ${voteCpu.toFixed(1)}`,
      ],
      [`${stored} stored: from request to receipt, ms, median / 99 %`, late],
      [`${stored} stored: memory of its own / pages of files, MiB`, memory],
    ] as const;
  });
  return {
    name: "node-stored",
    ratios: {
      "the processor's time of a vote, of the last stage to the first":
        stages.at(-1)!.voteCpu / stages[0]!.voteCpu,
    },
    figures: Object.fromEntries(figures.flat()),
  };
}
