/**
 * What grows with the voters, at three sizes each: a census and its file, votes by name applied (their facts are given), a store on the disk, a vote's proof, the count in the clear. A figure for
 * a voter that is the same at the three sizes may be projected. Times are of the processor. GROWTH_SIZES=1000,10000,100000 takes other sizes.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeStore } from "../packages/node/src/store/index.js";
import { toHex } from "../src/bytes/index.js";
import { buildCensus, writeSnapshot } from "../src/census/index.js";
import { Ledger, processView, proveVote } from "../src/ledger/index.js";
import { World } from "../test/support/ledger/world.js";
import { given, givenVote } from "./support/given-votes.js";
import { cpuTime } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";

const SIZES = (process.env.GROWTH_SIZES ?? "1000,4000,16000").split(",").map(Number);
const A_BLOCK = 500;

type Figures = Record<string, number>;

async function censusOf(voters: number): Promise<Figures> {
  const commitments = new Uint8Array(32 * voters);
  const weights = new Uint8Array(16 * voters);
  const view = new DataView(commitments.buffer);
  for (let i = 0; i < voters; i++) {
    view.setBigUint64(32 * i + 8, BigInt(i + 1) * 0x1234567890abcdn);
    weights[16 * i + 15] = 1 + (i % 100);
  }
  const begun = cpuTime();
  const census = await buildCensus({ commitments, weights }, { depth: 7, threads: 1 });
  const spent = cpuTime() - begun;
  const path = census.membership(voters - 1).nodes.reduce((sum, level) => sum + 32 * level.length, 0);
  return {
    "census made, µs a voter": (1000 * spent) / voters,
    "census file, bytes a voter": writeSnapshot(census).length / voters,
    "a voter's path in it, bytes": path,
  };
}

async function chainOf(votes: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-growth-"));
  const store = NodeStore.open(folder);
  try {
    const world = new World(given);
    const ledger = new Ledger(world.genesis, store.state);
    const step = async (transactions: readonly Uint8Array[]) => {
      const height = ledger.height + 1;
      const begun = cpuTime();
      const applied = await ledger.apply({ height, transactions }, given);
      store.commit(applied, { height, transactions, stateRoot: toHex(applied.stateRoot), time: height });
      if (applied.results.some(({ accepted }) => !accepted)) throw new Error("a transaction was refused");
      return cpuTime() - begun;
    };
    const id = await world.declare({ blockCount: 0 });
    await world.until(world.process(id).start!);
    for (const { transactions } of world.blocks) await step(transactions);
    let spent = 0;
    let last = 0;
    for (let first = 0; first < votes; first += A_BLOCK) {
      const count = Math.min(A_BLOCK, votes - first);
      const block = await step(Array.from({ length: count }, (_, i) => givenVote(id, first + i)));
      last = (1000 * block) / count;
      spent += block;
    }
    const proof = proveVote(ledger.state, id, votes - 1);
    const path = 32 * (proof.inclusion.path.length + proof.process.inclusion.path.length);
    const disk = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    await world.attest(id, { kind: "status", status: 1 });
    const counting = await step(world.blocks.at(-1)!.transactions);
    if (processView(ledger.state, id)?.phase !== "counted") throw new Error("the votes were not counted");
    return {
      "votes applied and stored, µs a vote": (1000 * spent) / votes,
      "of them the last block's, µs a vote": last,
      "store, bytes a vote": disk / votes,
      "a vote's paths to the state root, bytes": path,
      "count in the clear, µs a vote": (1000 * counting) / votes,
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export default async function growth(): Promise<BenchResult> {
  const figures: Record<string, number | string> = {};
  const [smallest, ...others] = SIZES;
  await chainOf(Math.min(smallest!, 1_000)); // the compiler's time is nobody's
  await censusOf(1_000);
  const all = [];
  for (const size of [smallest!, ...others])
    all.push({ ...(await censusOf(size)), ...(await chainOf(size)) });
  const digits = (value: number) => (value < 100 ? value.toPrecision(3) : Math.round(value).toString());
  for (const name of Object.keys(all[0]!))
    figures[`${name}, at ${SIZES.join(" / ")}`] = all
      .map((one) => digits((one as Figures)[name]!))
      .join(" / ");
  return { name: "growth", ratios: {}, figures };
}
