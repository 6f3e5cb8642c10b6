/**
 * A node with many stored votes: its start after it was killed, what it takes of memory, and how fast it takes further votes with real proofs over HTTP. The stored votes go
 * through the state machine into a store, block after block, with facts that are given: their proofs are not checked. The node is a program of its own, which
 * shares the cores with its client. STORED_VOTES at the end, 10^6 unless told.
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
  return { child, url: line.value, start: performance.now() - begun };
}

/** What a process has of memory, in bytes: of its own, at most so far with the pages of files, and those pages now. */
function memoryOf(pid: number): { readonly own: number; readonly mapped: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)![1]);
  return { own: of("RssAnon"), mapped: of("RssFile") };
}

interface Stage extends Sent {
  readonly stored: number;
  readonly start: number;
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
    const { child, url, start } = await startNode(home);
    await sendVotes(url, envelopes.slice(0, WARM), AT_ONCE);
    const sent = await sendVotes(url, envelopes.slice(WARM), AT_ONCE);
    const memory = memoryOf(child.pid!);
    child.kill("SIGTERM");
    await once(child, "exit");
    return { stored, start, ...sent, ...memory };
  }

  const stages: Stage[] = [];
  for (const [i, stored] of STAGES.entries()) {
    const from = i * (WARM + SENT);
    stages.push(await stage(stored, votes.envelopes.slice(from, from + WARM + SENT)));
  }
  rmSync(home, { recursive: true, force: true });
  const rows = stages.map(({ stored, start, rate, latencies, own, mapped }) => [
    `with ${stored} stored: votes a second / ms to the receipt, median / 99 % / MiB of its own / of mapped pages / start, s`,
    [
      rate.toFixed(0),
      ...[0.5, 0.99].map((part) => quantile(latencies, part).toFixed(0)),
      ...[own, mapped].map((bytes) => (bytes / MEBIBYTE).toFixed(0)),
      (start / 1000).toFixed(1),
    ].join(" / "),
  ]);
  return {
    name: "node-stored",
    ratios: { "votes a second, of the first stage to the last": stages[0]!.rate / stages.at(-1)!.rate },
    figures: Object.fromEntries(rows),
  };
}
