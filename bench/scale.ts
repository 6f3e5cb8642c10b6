/**
 * A day of voting on one voting chain, by simulation: votes come as on a day with a peak hour that has a tenth of them, the chain records so many a second, and the rest waits in the
 * queue of the nodes, which is bounded. It answers how many voters a chain of a measured throughput serves, how long they wait for a receipt in the peak, and how many
 * chains more voters need. No clock and no chance is in it: the same figures everywhere.
 *
 * SCALE_RATE sets the votes a second that a chain records.
 */
import type { BenchResult } from "./support/result.js";

/** Votes a second of one chain: less than four validators on two cores record one by one, with receipts (`bench -- chain`). */
const RATE = Number(process.env.SCALE_RATE ?? 300);
/** What waits at the nodes, at most: 20,000 transactions at each of four. */
const QUEUE = 80_000;
const VOTERS = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000] as const;

/** The part of a day's votes in each hour from 7 to 22: a tenth in the hour after work, a second peak in the morning. */
const HOURS = [
  0.04, 0.06, 0.075, 0.07, 0.065, 0.065, 0.06, 0.055, 0.055, 0.06, 0.075, 0.1, 0.09, 0.06, 0.04, 0.03,
];
const DAY = HOURS.reduce((sum, part) => sum + part, 0);
const HOUR = 3600;

interface Day {
  /** The longest wait until a vote is recorded, in seconds: everything that has come by then, over the rate. */
  readonly wait: number;
  /** The most that waits. */
  readonly queue: number;
  /** The most voters who were told to come again, because the queue was full, and have not been taken yet. They come again a minute later. */
  readonly outside: number;
  /** Seconds after the last hour until everything is recorded. */
  readonly after: number;
}

/** A day of one chain. Within an hour votes come evenly, but for a wave of a fifth every ten minutes, as after news. */
export function simulateDay(votes: number, rate: number, most = QUEUE): Day {
  let queue = 0;
  let [longest, deepest, outside, mostOutside, second] = [0, 0, 0, 0, 0];
  /** Those who come again, by the second in which they do. */
  const again = new Map<number, number>();
  const end = HOURS.length * HOUR;
  for (; second < end || queue > 0 || outside > 0.5; second++) {
    const hour = HOURS[Math.floor(second / HOUR)] ?? 0;
    const wave = 1 + 0.2 * Math.sin((2 * Math.PI * second) / 600);
    const returning = again.get(second) ?? 0;
    const fresh = ((votes * hour) / DAY / HOUR) * wave + returning;
    again.delete(second);
    outside -= returning;
    const room = most - queue + rate;
    const taken = Math.min(fresh, room);
    if (fresh > taken) {
      outside += fresh - taken;
      again.set(second + 60, (again.get(second + 60) ?? 0) + fresh - taken);
    }
    queue = Math.max(0, queue + taken - rate);
    longest = Math.max(longest, (queue + outside) / rate);
    mostOutside = Math.max(mostOutside, outside);
    deepest = Math.max(deepest, queue);
  }
  return { wait: longest, queue: deepest, outside: mostOutside, after: Math.max(0, second - end) };
}

/** The fewest chains, each with its part of the voters, of which none makes anybody wait longer than this. */
export function chainsFor(votes: number, rate: number, wait: number): number {
  let [low, high] = [1, 1];
  while (simulateDay(votes / high, rate).wait > wait) high *= 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (simulateDay(votes / middle, rate).wait > wait) low = middle + 1;
    else high = middle;
  }
  return low;
}

const PATIENCE = 60;

export default async function scale(): Promise<BenchResult> {
  const figures: Record<string, number | string> = { "votes a second of one chain": RATE };
  for (const voters of VOTERS) {
    const { wait, queue, outside, after } = simulateDay(voters, RATE);
    const name = `${voters.toLocaleString("en")} voters`;
    figures[
      `${name} on one chain: longest wait, s / most in the queue / most told to come again / s after the end`
    ] = [wait, queue, outside, after].map((one) => Math.round(one).toLocaleString("en")).join(" / ");
    figures[`${name}: chains for a wait of at most ${PATIENCE} s`] = chainsFor(voters, RATE, PATIENCE);
  }
  return { name: "scale", ratios: {}, figures };
}
