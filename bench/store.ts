/**
 * The node's store by LMDB, as the node uses it, and by LevelDB (`classic-level`) with the same keys, on the node's own load: blocks of 1,000 votes by name, each one durable and
 * atomic change of the state machine's writes, the block and the places of its transactions; and reads at random. STORE_VOTES votes, 10^5 unless told, on the disk of the
 * temporary folder: a disk in memory would measure nothing.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { NodeStore, type StoredBlock } from "../packages/node/src/store/index.js";
import { toHex } from "../src/bytes/index.js";
import { MemoryStore, transactionId } from "../src/ledger/index.js";
import { World } from "../test/support/ledger/world.js";
import { given, givenVote } from "./support/given-votes.js";
import { median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const VOTES = Number(process.env.STORE_VOTES ?? 100_000);
const A_BLOCK = 1000;
const READS = 20_000;
const MEBIBYTE = 2 ** 20;

type Changes = ReadonlyMap<string, Uint8Array | null>;

/** A store in memory that tells what is written. */
class Told extends MemoryStore {
  changes: Changes = new Map();

  override write(changes: Changes): void {
    this.changes = changes;
    super.write(changes);
  }
}

/** What both have to do with a block. */
interface Engine {
  commit(changes: Changes, block: StoredBlock): void | Promise<void>;
  get(key: string): Uint8Array | undefined;
  close(): Promise<void>;
}

function lmdb(folder: string): Engine {
  const store = NodeStore.open(folder);
  return {
    commit: (changes, block) =>
      store.commit(
        {
          height: block.height,
          stateRoot: new Uint8Array(32),
          results: [],
          counted: [],
          commit: () => store.state.write(changes),
        },
        block,
      ),
    get: (key) => store.state.get(key),
    close: () => store.close(),
  };
}

async function level(folder: string): Promise<Engine> {
  const store = new ClassicLevel<string, Uint8Array>(folder, { valueEncoding: "view" });
  await store.open();
  return {
    commit: (changes, { height, transactions }) => {
      const batch = [...changes].map(([key, value]) =>
        value === null
          ? { type: "del" as const, key: `state/${key}` }
          : { type: "put" as const, key: `state/${key}`, value },
      );
      const place = Buffer.alloc(12);
      const puts = transactions.map((bytes) => ({
        type: "put" as const,
        key: `transaction/${toHex(transactionId(bytes))}`,
        value: place,
      }));
      const block = { type: "put" as const, key: `block/${height}`, value: Buffer.concat(transactions) };
      return store.batch([...batch, ...puts, block], { sync: true });
    },
    get: (key) => store.getSync(`state/${key}`),
    close: () => store.close(),
  };
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).blocks * 512, 0);

/** Microseconds of one read. */
function timeReads(engine: Engine, keys: readonly string[]): number {
  const begun = performance.now();
  for (const key of keys) if (!engine.get(key)) throw new Error(`${key} is missing`);
  return (1000 * (performance.now() - begun)) / keys.length;
}

export default async function store(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const engines = { lmdb: lmdb(join(folder, "lmdb")), level: await level(join(folder, "level")) };
  const names = ["lmdb", "level"] as const;
  const commits = { lmdb: [] as number[], level: [] as number[] };
  const reads = { lmdb: [] as number[], level: [] as number[] };
  const told = new Told();
  const world = new World(given, undefined, told);
  const keys: string[] = [];
  let height = 0;
  let changed = 0;
  let bytes = 0;

  /** Gives both the last block, in turns first and second. @returns ms */
  async function commit(
    transactions: readonly Uint8Array[],
  ): Promise<Record<(typeof names)[number], number>> {
    const times = { lmdb: 0, level: 0 };
    const block = { height: ++height, transactions, stateRoot: toHex(new Uint8Array(32)), time: height };
    for (const name of height % 2 === 0 ? names : names.toReversed()) {
      const begun = performance.now();
      await engines[name].commit(told.changes, block);
      times[name] = performance.now() - begun;
    }
    return times;
  }

  await commit([]);
  const id = await world.declare({ blockCount: 0 });
  await world.until(world.process(id).start!);
  for (let first = 0; first < VOTES; first += A_BLOCK) {
    const transactions = Array.from({ length: A_BLOCK }, (_, i) => givenVote(id, first + i));
    await world.ledger
      .apply({ height: world.ledger.height + 1, transactions }, given)
      .then((applied) => applied.commit());
    const times = await commit(transactions);
    for (const name of names) commits[name].push(times[name]);
    changed += told.changes.size;
    for (const [key, value] of told.changes) {
      bytes += key.length + (value?.length ?? 0);
      if (key.startsWith("voter/")) keys.push(key);
    }
  }
  // The same keys for both, spread over all votes by a fixed rule.
  const asked = Array.from({ length: READS }, (_, i) => keys[(i * 7_919) % keys.length]!);
  for (let round = 0; round < 7; round++)
    for (const name of names) reads[name].push(timeReads(engines[name], asked));
  for (const name of names) await engines[name].close();
  const sizes = { lmdb: sizeOf(join(folder, "lmdb")), level: sizeOf(join(folder, "level")) };
  rmSync(folder, { recursive: true });

  const blocks = commits.lmdb.length;
  const worst = (times: readonly number[]) => Math.max(...times);
  const last = (times: readonly number[]) => median(times.slice(-20));
  const paired = (ours: readonly number[], theirs: readonly number[]) =>
    median(theirs.map((time, i) => time / ours[i]!));
  return {
    name: "store",
    ratios: {
      "a durable block": paired(commits.lmdb, commits.level),
      "a read at random": paired(reads.lmdb, reads.level),
      "room on the disk": sizes.level / sizes.lmdb,
    },
    figures: {
      [`changes of a block of ${A_BLOCK} votes`]: changed / blocks,
      "their keys and values, KiB": bytes / blocks / 1024,
      "LMDB: a durable block, ms": median(commits.lmdb),
      "LMDB: the last 20, ms": last(commits.lmdb),
      "LMDB: the slowest, ms": worst(commits.lmdb),
      "LevelDB: a durable block, ms": median(commits.level),
      "LevelDB: the last 20, ms": last(commits.level),
      "LevelDB: the slowest, ms": worst(commits.level),
      "LMDB: a read at random, µs": median(reads.lmdb),
      "LevelDB: a read at random, µs": median(reads.level),
      [`LMDB: ${VOTES} votes on the disk, MiB`]: sizes.lmdb / MEBIBYTE,
      [`LevelDB: ${VOTES} votes on the disk, MiB`]: sizes.level / MEBIBYTE,
    },
  };
}
