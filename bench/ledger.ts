/**
 * The state machine alone: blocks of 1,000 votes by name whose facts are given, from the first to the last of LEDGER_VOTES (10^6 unless told).
 * Growth is the time of the last blocks over that of the first. Times are of the processor, because a single thread works. Then: sealing and opening of ballots.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { processView } from "../src/ledger/index.js";
import { World } from "../test/support/ledger/world.js";
import { given, givenVote } from "./support/given-votes.js";
import { cpuTime, median } from "./support/measure.js";
import type { BenchResult } from "./support/result.js";
import { sealing } from "./support/sealing.js";

const VOTES = Number(process.env.LEDGER_VOTES ?? 1_000_000);
const A_BLOCK = 1000;
const MEBIBYTE = 2 ** 20;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

export default async function ledger(): Promise<BenchResult> {
  const world = new World(given);
  const id = await world.declare({ blockCount: 0 });
  await world.until(world.process(id).start!);
  const times: number[] = [];
  for (let first = 0; first < VOTES; first += A_BLOCK) {
    const transactions = Array.from({ length: A_BLOCK }, (_, i) => givenVote(id, first + i));
    const begun = cpuTime();
    const applied = await world.ledger.apply({ height: world.ledger.height + 1, transactions }, given);
    applied.commit();
    times.push(cpuTime() - begun);
    if (applied.results.some(({ accepted }) => !accepted)) throw new Error("a vote was refused");
  }
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const [first, last] = [median(times.slice(0, 20)), median(times.slice(-20))];
  const begun = cpuTime();
  await world.attest(id, { kind: "status", status: 1 });
  const counting = cpuTime() - begun;
  if (processView(world.ledger.state, id)?.phase !== "counted") throw new Error("the votes were not counted");
  const peak = process.resourceUsage().maxRSS / 1024;
  const sealed = await sealing();
  return {
    name: "ledger",
    ratios: { "a block's time at the beginning, over the last": first / last, ...sealed.ratios },
    figures: {
      [`a block of ${A_BLOCK} votes at the beginning, CPU ms`]: first,
      [`a block of ${A_BLOCK} votes after ${VOTES}, CPU ms`]: last,
      "votes a second of the processor, facts given": Math.round((1000 * A_BLOCK) / median(times)),
      [`counting ${VOTES} open ballots, CPU s`]: counting / 1000,
      [`resident memory with ${VOTES} votes, MiB`]: rss / MEBIBYTE,
      "of it JavaScript's heap, MiB": heapUsed / MEBIBYTE,
      "of it bytes outside the heap, MiB": external / MEBIBYTE,
      "most resident memory, counting included, MiB": peak,
      ...sealed.figures,
    },
  };
}
