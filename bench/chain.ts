/**
 * A voting chain of one validator and of four on this machine: anonymous votes with real proofs come over HTTP through all of them, and each waits for its receipt. Every
 * validator is a program of its own with an engine of its own, and all of them share the cores with the client. CHAIN_VOTES proofs are made once for each chain and
 * kept in build/bench (1,000 unless told: each takes a second or more). It needs the engine: npm run build:cometbft.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { joinHome } from "../packages/node/src/main/index.js";
import { createNodeClient, type NodeClient } from "../src/api/index.js";
import { toHex } from "../src/bytes/index.js";
import { verificationKeyHash } from "../src/groth16/index.js";
import { checkGenesis, genesisText } from "../src/ledger/index.js";
import { keyId } from "../src/process/index.js";
import { testParams, World } from "../test/support/ledger/world.js";
import { cometGenesis, ENGINE, placeOf, seedOf } from "../test/support/node/comet.js";
import { type CensusCircuit, censusCircuit } from "../test/voter/support.js";
import { given } from "./support/given-votes.js";
import { quantile } from "./support/measure.js";
import { CIRCUIT, type Sent, sendVotes } from "./support/node-runs.js";
import { type ProvedVotes, provedVotes } from "./support/proved-votes.js";
import type { BenchResult } from "./support/result.js";

const VOTES = Number(process.env.CHAIN_VOTES ?? 1_000);
/** Requests that wait for their receipt at the same time, at all nodes together. */
const AT_ONCE = 256;
const BLOCK_TIME = 500;
const WORKER = join(import.meta.dirname, "../scripts/check-worker.mjs");
const CHILD = join(import.meta.dirname, "support/node-child.ts");

function chainOf(validators: number, { verificationKey }: CensusCircuit) {
  const keyHash = `0x${verificationKeyHash(verificationKey)}` as const;
  const genesis = checkGenesis({
    ...cometGenesis(validators),
    censusKeys: [{ circuit: CIRCUIT, depth: 7, keyHash }],
  });
  return { genesis, censusKey: keyId(CIRCUIT, keyHash) };
}

interface Running {
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/** Starts the validators, each in a home of its own. */
async function startValidators(count: number, circuit: CensusCircuit): Promise<Running> {
  const { genesis } = chainOf(count, circuit);
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const places = await Promise.all(Array.from({ length: count }, (_, i) => placeOf(join(folder, `${i}`))));
  const children: ChildProcess[] = [];
  const urls: string[] = [];
  for (const [i, place] of places.entries()) {
    mkdirSync(place.folder, { recursive: true });
    writeFileSync(join(place.folder, "node.key"), `${toHex(seedOf(i))}\n`, { mode: 0o600 });
    await joinHome({
      home: place.folder,
      genesis: genesisText(genesis),
      keys: [],
      development: true,
      settings: {
        ordering: "comet",
        engine: ENGINE,
        engineRpc: `tcp://127.0.0.1:${place.rpcPort}`,
        p2p: `tcp://127.0.0.1:${place.p2pPort}`,
        peers: places.filter((one) => one !== place).map((one) => `${one.id}@127.0.0.1:${one.p2pPort}`),
        threads: 1,
      },
    });
    const words = ["--import", "tsx", CHILD, place.folder, WORKER, String(BLOCK_TIME)];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const [url] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
    urls.push(url);
  }
  const close = async () => {
    await Promise.all(
      children.map(async (child) => {
        child.kill("SIGTERM");
        await once(child, "exit");
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  };
  return { urls, close };
}

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await sleep(100);
}

/** Declares the votes' process, and waits until every node takes them. */
async function declare(
  clients: readonly NodeClient[],
  validators: number,
  circuit: CensusCircuit,
  { censusRoot }: ProvedVotes,
): Promise<void> {
  const { genesis, censusKey } = chainOf(validators, circuit);
  await until(async () => (await Promise.all(clients.map((client) => client.health()))).length > 0);
  const world = new World(given, genesis);
  const id = await world.declare({ blockCount: 0, censusRoot, censusKey, envelopeType: { anonymous: true } });
  for (const { transactions } of world.blocks)
    for (const bytes of transactions) await clients[0]!.transaction(bytes, { wait: true });
  for (const client of clients) await until(async () => (await client.process(id)).phase === "open");
}

async function run(validators: number, circuit: CensusCircuit): Promise<Sent> {
  const { genesis, censusKey } = chainOf(validators, circuit);
  const { id: processId } = new World(given, genesis).declaration(testParams());
  const votes = await provedVotes(VOTES, circuit, { genesis, processId, censusKey });
  const running = await startValidators(validators, circuit);
  try {
    const clients = running.urls.map((url) => createNodeClient(url));
    await declare(clients, validators, circuit, votes);
    const begun = performance.now();
    const parts = running.urls.map((url, i) =>
      sendVotes(
        url,
        votes.envelopes.filter((_, j) => j % validators === i),
        Math.ceil(AT_ONCE / validators),
      ),
    );
    const sent = await Promise.all(parts);
    const seconds = (performance.now() - begun) / 1000;
    const latencies = sent.flatMap((one) => one.latencies).sort((a, b) => a - b);
    return { rate: VOTES / seconds, latencies };
  } finally {
    await running.close();
  }
}

export default async function chain(): Promise<BenchResult> {
  const circuit = await censusCircuit();
  const figures: Record<string, number | string> = {};
  const rates: number[] = [];
  for (const validators of [1, 4]) {
    const { rate, latencies } = await run(validators, circuit);
    rates.push(rate);
    const name = `${validators} validator${validators > 1 ? "s" : ""}`;
    figures[`${name}: votes a second with receipts, ${VOTES} votes`] = rate;
    figures[`${name}: from request to receipt, ms, median / 99 %`] = [0.5, 0.99]
      .map((part) => Math.round(quantile(latencies, part)))
      .join(" / ");
  }
  return { name: "chain", ratios: { "four validators of one": rates[1]! / rates[0]! }, figures };
}
