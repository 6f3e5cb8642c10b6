/**
 * One node's ordering in its own process, its store on the disk: votes by name whose facts are given are submitted, checked by the rules, ordered, applied, written and
 * synced, and their record comes back. ORDERING_VOTES votes, 10^5 unless told. Growth is the processor's time of a vote among the last tenth over that among the first, because
 * other programs of the machine change it less.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SoloOrdering } from "../packages/node/src/ordering/index.js";
import { NodeStore } from "../packages/node/src/store/index.js";
import { World } from "../test/support/ledger/world.js";
import { nodeGenesis, SECRET_KEY, tell } from "../test/support/node/solo.js";
import { given, givenVote } from "./support/given-votes.js";
import { cpuTime, quantile } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const VOTES = Number(process.env.ORDERING_VOTES ?? 100_000);
/** Votes that wait for their record at the same time. */
const AT_ONCE = 2000;
const INTERVAL = 200;
const MEBIBYTE = 2 ** 20;

/** The process's memory of its own, and the mapped pages of files, in bytes; other systems than Linux do not tell them apart. */
function memory(): { readonly own: number; readonly mapped: number } {
  if (process.platform !== "linux") return { own: process.memoryUsage.rss(), mapped: 0 };
  const status = readFileSync("/proc/self/status", "utf8");
  const of = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)![1]);
  return { own: of("RssAnon"), mapped: of("RssFile") };
}

export default async function ordering(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const open = () => {
    const store = NodeStore.open(join(folder, "store"));
    const options = {
      genesis: nodeGenesis(),
      store,
      facts: given,
      secretKey: SECRET_KEY,
      interval: INTERVAL,
    };
    return { store, node: new SoloOrdering(options) };
  };
  const { store, node } = open();
  await node.start();
  const world = new World(given, nodeGenesis());
  const id = await world.declare({ blockCount: 0 });
  await tell(
    node,
    id,
    world.blocks.flatMap(({ transactions }) => transactions),
  );

  /** The processor's time when each vote was recorded, in ms. */
  const recorded: number[] = [];
  const latencies: number[] = [];
  let next = 0;
  const begun = performance.now();
  const cpu = cpuTime();
  /** One of the senders: it sends a vote, waits for its record, and sends another. */
  async function send(): Promise<void> {
    while (next < VOTES) {
      const bytes = givenVote(id, next++);
      const sent = performance.now();
      await (await node.submit(bytes)).recorded;
      const now = performance.now();
      recorded.push(cpuTime() - cpu);
      latencies.push(now - sent);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const seconds = (performance.now() - begun) / 1000;
  const { own, mapped } = memory();
  await node.stop();
  await store.close();

  const restarted = performance.now();
  const again = open();
  await again.node.start();
  const restart = performance.now() - restarted;
  if (again.node.head.stateRoot !== node.head.stateRoot) throw new Error("the root is another one");
  await again.node.stop();
  await again.store.close();
  rmSync(folder, { recursive: true });

  const tenth = Math.floor(VOTES / 10);
  const first = recorded[tenth]! / tenth;
  const last = (recorded.at(-1)! - recorded.at(-1 - tenth)!) / tenth;
  latencies.sort((a, b) => a - b);
  return {
    name: "ordering",
    ratios: { "growth of a vote's time": last / first },
    figures: {
      "votes a second, recorded and durable, facts given": VOTES / seconds,
      "time of the processor, ms a vote": recorded.at(-1)! / VOTES,
      "among the first tenth": first,
      "among the last tenth": last,
      "a block every, ms": INTERVAL,
      [`from submission to record with ${AT_ONCE} at once, median, ms`]: quantile(latencies, 0.5),
      "99 of 100, ms": quantile(latencies, 0.99),
      [`own memory after ${VOTES} votes, MiB`]: own / MEBIBYTE,
      "pages of the store's file in memory, which the system takes back when it needs them, MiB":
        mapped / MEBIBYTE,
      "opening the store and the chain again, ms": restart,
    },
  };
}
