/**
 * A voting chain of one validator, of four and of seven on this machine: anonymous votes with real proofs come over HTTP through all of them, one by one, where each waits for its receipt, or in
 * batches of a gateway. Every validator is a program of its own with an engine of its own, and all of them share the cores with the client. CHAIN_VOTES proofs are made once, for
 * this and the other benchmarks of nodes, and kept in build/bench (1,000 unless told: each takes a second or more); the first quarter of them warms the programs up. CHAIN_RUNS=4 or 4,batches leaves out other runs; CHAIN_PROFILE=FOLDER has
 * each node write a profile of its own thread there. It needs the engine, npm run build:cometbft, and Linux for the processor's time of each part.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeClient } from "../src/api/index.js";
import { testParams, World } from "../test/support/ledger/world.js";
import { type CensusCircuit, censusCircuit } from "../test/voter/support.js";
import { type Spent, startValidators } from "./support/chain-validators.js";
import { given } from "./support/given-votes.js";
import { median, quantile } from "./support/measure.js";
import { chainOf, madeVotes, sendVotes } from "./support/node-runs.js";
import type { ProvedVotes } from "./support/proved-votes.js";
import type { BenchResult } from "./support/result.js";

const VOTES = Number(process.env.CHAIN_VOTES ?? 1_000);
/** Requests that wait for their receipt at the same time, at all nodes together. */
const AT_ONCE = 512;
/** The part of the votes that is sent before, and not measured: fresh programs are compiled while they run. */
const WARMING = 0.25;
/** Votes of a gateway's request. */
const BATCH = 100;
const WAYS = ["one by one", "batches"] as const;
type Way = (typeof WAYS)[number];

const isWanted = (validators: number, way: Way): boolean => {
  const runs = process.env.CHAIN_RUNS;
  return runs === undefined || [`${validators}`, `${validators},${way}`].includes(runs);
};

interface Measured {
  /** Votes recorded a second. */
  readonly rate: number;
  /** Milliseconds from request to receipt, ascending; none for batches. */
  readonly latencies: readonly number[];
  /** Votes of each block that has any, and the milliseconds from each of these blocks to the next. */
  readonly blocks: { readonly votes: readonly number[]; readonly intervals: readonly number[] };
  /** Milliseconds of the processor for a vote. */
  readonly spent: Spent & { readonly client: number };
}

/** Sends batches to a node, a few at once, until it has taken all. */
async function sendBatches(client: NodeClient, envelopes: readonly string[]): Promise<void> {
  const batches: string[][] = [];
  for (let i = 0; i < envelopes.length; i += BATCH) batches.push(envelopes.slice(i, i + BATCH));
  const left = batches.values();
  async function gateway(): Promise<void> {
    for (const batch of left)
      for (const one of await client.votes(batch))
        if (!("state" in one)) throw new Error(`a vote is not taken: ${JSON.stringify(one)}`);
  }
  await Promise.all([gateway(), gateway()]);
}

/** What the blocks after a height had. */
async function blocksAfter(client: NodeClient, height: number): Promise<Measured["blocks"]> {
  const lines = await client.blocks({ from: height + 1, count: 1_000 });
  const full = lines.filter(({ transactions }) => transactions.length > 0);
  const heads = await Promise.all(full.map((block) => client.head(block.height)));
  const times = heads.map(({ time }) => time);
  return {
    votes: full.map(({ transactions }) => transactions.length),
    intervals: times.slice(1).map((time, i) => time - times[i]!),
  };
}

async function run(
  validators: number,
  way: Way,
  circuit: CensusCircuit,
  votes: ProvedVotes,
): Promise<Measured> {
  const { id } = new World(given, chainOf(circuit).genesis).declaration(testParams());
  const running = await startValidators(validators, circuit, votes);
  const warming = Math.floor(votes.envelopes.length * WARMING);
  const latencies: number[] = [];
  /** Sends some of the votes through all validators, and waits until all of them have them. */
  const record = async (envelopes: readonly string[], total: number) => {
    await Promise.all(
      running.urls.map(async (url, i) => {
        const own = envelopes.filter((_, j) => j % validators === i);
        if (way === "batches") return sendBatches(running.clients[i]!, own);
        latencies.push(...(await sendVotes(url, own, Math.ceil(AT_ONCE / validators))).latencies);
      }),
    );
    for (const client of running.clients) while ((await client.process(id)).votes < total) await sleep(20);
  };
  try {
    await record(votes.envelopes.slice(0, warming), warming);
    latencies.length = 0;
    const measured = votes.envelopes.slice(warming);
    const { height } = (await running.clients[0]!.chain()).head;
    const before = running.spent();
    const own = process.cpuUsage();
    const begun = performance.now();
    await record(measured, votes.envelopes.length);
    const seconds = (performance.now() - begun) / 1000;
    const after = running.spent();
    const { user, system } = process.cpuUsage(own);
    const each = (milliseconds: number) => milliseconds / measured.length;
    return {
      rate: measured.length / seconds,
      latencies: latencies.sort((a, b) => a - b),
      blocks: await blocksAfter(running.clients[0]!, height),
      spent: {
        node: each(after.node - before.node),
        threads: each(after.threads - before.threads),
        engine: each(after.engine - before.engine),
        client: each((user + system) / 1000),
      },
    };
  } finally {
    await running.close();
  }
}

export default async function chain(): Promise<BenchResult> {
  const circuit = await censusCircuit();
  const votes = await madeVotes(circuit, VOTES);
  const figures: Record<string, number | string> = { votes: VOTES };
  const rates = new Map<string, number>();
  for (const validators of [1, 4, 7])
    for (const way of WAYS) {
      if (!isWanted(validators, way)) continue;
      const { rate, latencies, blocks, spent } = await run(validators, way, circuit, votes);
      const name = `${validators} validator${validators > 1 ? "s" : ""}, ${way}`;
      rates.set(name, rate);
      figures[`${name}: votes a second recorded`] = rate;
      if (latencies.length > 0)
        figures[`${name}: from request to receipt, ms, median / 99 %`] = [0.5, 0.99]
          .map((part) => Math.round(quantile(latencies, part)))
          .join(" / ");
      figures[`${name}: votes of a block / ms from block to block, median`] = [blocks.votes, blocks.intervals]
        .map((one) => (one.length > 0 ? Math.round(median(one)) : "-"))
        .join(" / ");
      if (process.env.CHAIN_BLOCKS) console.error(blocks.votes.join(" "), "|", blocks.intervals.join(" "));
      const { node, threads, engine, client } = spent;
      figures[
        `${name}: the processor's ms for a vote, nodes' own threads / checking threads / engines / client`
      ] = [node, threads, engine, client].map((one) => one.toFixed(2)).join(" / ");
    }
  const ratio = (way: Way) => rates.get(`4 validators, ${way}`)! / rates.get(`1 validator, ${way}`)!;
  const ratios = Object.fromEntries(
    WAYS.map((way) => [`four validators of one, ${way}`, ratio(way)] as const).filter(([, one]) => one > 0),
  );
  return { name: "chain", ratios, figures };
}
