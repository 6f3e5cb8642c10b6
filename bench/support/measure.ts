/** Timing in pairs: every candidate takes its turn in every round, so that a drift of the machine meets all alike. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which a part of them lies. */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(part * (sorted.length - 1))]!;

/** Milliseconds of the processor since the process began, all its threads and collection of garbage included. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export interface Timing {
  /** Median, in ms. */
  readonly ms: number;
  /** Each round, in ms. */
  readonly rounds: readonly number[];
}

/**
 * Runs each candidate once a round, `rounds` times after `warmup` uncounted rounds.
 * @param clock what is measured, in ms: the time that passes, or `cpuTime`, which other programs of the machine change less
 * @returns per candidate the median of its rounds
 */
export async function takeTurns<Name extends string>(
  candidates: Record<Name, () => unknown>,
  { rounds = 7, warmup = 2, clock = () => performance.now() } = {},
): Promise<Record<Name, Timing>> {
  const entries = Object.entries(candidates) as [Name, () => unknown][];
  const times = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < warmup + rounds; round++) {
    for (const [name, run] of entries) {
      const start = clock();
      await run();
      if (round >= warmup) times.get(name)!.push(clock() - start);
    }
  }
  const timings = [...times].map(([name, rounds]): [Name, Timing] => [name, { ms: median(rounds), rounds }]);
  return Object.fromEntries(timings) as Record<string, Timing> as Record<Name, Timing>;
}

/** How many times faster `ours` is than `theirs`: the median of the rounds' ratios. */
export function ratio(theirs: Timing, ours: Timing): number {
  return median(theirs.rounds.map((time, i) => time / ours.rounds[i]!));
}
