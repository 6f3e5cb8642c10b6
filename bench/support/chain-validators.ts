/**
 * Validators on this machine as programs of their own, each with its engine, and the processor's time that each part of them takes. The chain begins with the validator of the other
 * benchmarks' chain, so that all share one set of proved votes; the others join by attestation.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { joinHome } from "../../packages/node/src/main/index.js";
import { EngineRpc } from "../../packages/node/src/ordering/comet/index.js";
import { createNodeClient, type NodeClient, validatorKey } from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { type CheckedGenesis, genesisText } from "../../src/ledger/index.js";
import { World } from "../../test/support/ledger/world.js";
import { ENGINE, type Place, placeOf, seedOf } from "../../test/support/node/comet.js";
import { SECRET_KEY } from "../../test/support/node/solo.js";
import type { CensusCircuit } from "../../test/voter/support.js";
import { given } from "./given-votes.js";
import { chainOf } from "./node-runs.js";
import type { ProvedVotes } from "./proved-votes.js";

const WORKER = join(import.meta.dirname, "../../scripts/check-worker.mjs");
const CHILD = join(import.meta.dirname, "node-child.ts");
const BLOCK_TIME = 500;
/** The subject of attestations about the lists. */
const LISTS: Hex = `0x${"00".repeat(32)}`;
/** A tick of the system's clock, in milliseconds. */
const TICK = 10;

/** Milliseconds of the processor. */
export interface Spent {
  /** The node's own thread: HTTP, rules, blocks. */
  readonly node: number;
  /** Its other threads: proofs, signatures, memory. */
  readonly threads: number;
  readonly engine: number;
}

export interface Validators {
  readonly clients: readonly NodeClient[];
  readonly urls: readonly string[];
  /** Of all of them since they were started. */
  spent(): Spent;
  close(): Promise<void>;
}

/** User and system time of a line of /proc. */
function timeOf(path: string): number {
  const fields = readFileSync(path, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

function spentBy(pid: number): Spent {
  const own = timeOf(`/proc/${pid}/task/${pid}/stat`);
  const engines = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  return {
    node: own,
    threads: timeOf(`/proc/${pid}/stat`) - own,
    engine: engines.reduce((sum, one) => sum + timeOf(`/proc/${one}/stat`), 0),
  };
}

const seedOfPlace = (i: number): Uint8Array => (i === 0 ? SECRET_KEY : seedOf(i));

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what().catch(() => false))) await sleep(100);
}

/** Tells the chain who its validators are, and of the votes' process, and waits until every node takes votes. */
async function begin(
  clients: readonly NodeClient[],
  places: readonly Place[],
  circuit: CensusCircuit,
  censusRoot: Hex,
): Promise<void> {
  const { genesis, censusKey } = chainOf(circuit);
  await until(async () => (await Promise.all(clients.map((client) => client.health()))).length > 0);
  const world = new World(given, genesis);
  if (places.length > 1) {
    const validators = places.map((_, i) => validatorKey(seedOfPlace(i)));
    await world.attest(LISTS, { kind: "lists", lists: { ...genesis.lists, validators } });
  }
  const id = await world.declare({ blockCount: 0, censusRoot, censusKey, envelopeType: { anonymous: true } });
  for (const { transactions } of world.blocks)
    for (const bytes of transactions) await clients[0]!.transaction(bytes, { wait: true });
  for (const client of clients) await until(async () => (await client.process(id)).phase === "open");
  for (const { rpcPort } of places) {
    const rpc = new EngineRpc(`http://127.0.0.1:${rpcPort}`);
    await until(async () => (await rpc.validators()) === places.length);
  }
}

async function makeHome(i: number, places: readonly Place[], genesis: CheckedGenesis): Promise<void> {
  const place = places[i]!;
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(join(place.folder, "node.key"), `${toHex(seedOfPlace(i))}\n`, { mode: 0o600 });
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
}

/** Starts the validators, each in a home of its own, and opens the votes' process. */
export async function startValidators(
  count: number,
  circuit: CensusCircuit,
  { censusRoot }: ProvedVotes,
): Promise<Validators> {
  const { genesis } = chainOf(circuit);
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const places = await Promise.all(Array.from({ length: count }, (_, i) => placeOf(join(folder, `${i}`))));
  const children: ChildProcess[] = [];
  const urls: string[] = [];
  const profile = process.env.CHAIN_PROFILE;
  for (const [i, place] of places.entries()) {
    await makeHome(i, places, genesis);
    const profiled = profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile];
    const words = [...profiled, "--import", "tsx", CHILD, place.folder, WORKER, String(BLOCK_TIME)];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const [url] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
    urls.push(url);
  }
  const clients = urls.map((url) => createNodeClient(url));
  await begin(clients, places, circuit, censusRoot);
  const spent = () =>
    children
      .map((child) => spentBy(child.pid!))
      .reduce((sum, { node, threads, engine }) => ({
        node: sum.node + node,
        threads: sum.threads + threads,
        engine: sum.engine + engine,
      }));
  const close = async () => {
    await Promise.all(
      children.map(async (child) => {
        child.kill("SIGTERM");
        await once(child, "exit");
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  };
  return { clients, urls, spent, close };
}
