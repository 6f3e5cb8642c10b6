/** Events of processes, read from the contracts' logs, in order, each once. */
import { type Hex, parseEventLogs } from "viem";
import { getBlockNumber, getLogs } from "viem/actions";
import { processesAbi } from "./abi/Processes.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import type { ChainReader } from "./client.js";

const abi = [...processesAbi, ...resultsAbi].filter((item) => item.type === "event");

/** An event of the process or the results contract. */
export type ChainEvent = ReturnType<typeof parseEventLogs<typeof abi>>[number];

export interface WatchOptions {
  /** Instances of the process contract, and results contracts. */
  addresses: readonly Hex[];
  /** The first block to read; by default the next new one. */
  fromBlock?: bigint;
  /** How many later blocks there must be before a block is read; default 0. Events of a reorganised block are not
   * taken back, so choose the depth of reorganisations on the chain. */
  confirmations?: number;
  /** Ends the watch. */
  signal?: AbortSignal;
  /** Blocks read in one request; default 2,000. */
  range?: bigint;
  /** Called after a request failed. The watch goes on, unless this throws. */
  onError?: (error: unknown) => void;
}

const rest = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });

/**
 * Reads the events of some blocks.
 * @param toBlock included
 */
export async function readEvents(
  client: ChainReader,
  addresses: readonly Hex[],
  fromBlock: bigint,
  toBlock: bigint,
): Promise<ChainEvent[]> {
  const logs = await getLogs(client, { address: [...addresses], fromBlock, toBlock });
  return parseEventLogs({ abi, logs });
}

/**
 * The events from a block on, and then as they come, until the signal ends it. Turns come at the client's
 * `pollingInterval`.
 * @throws what a request failed with, unless `onError` takes it
 */
export async function* watchEvents(client: ChainReader, options: WatchOptions): AsyncGenerator<ChainEvent> {
  const { addresses, signal, confirmations = 0, range = 2_000n, onError } = options;
  const head = async () => (await getBlockNumber(client, { cacheTime: 0 })) - BigInt(confirmations);
  let next = options.fromBlock;
  while (!signal?.aborted) {
    let events: ChainEvent[] = [];
    let behind = false;
    try {
      const last = await head();
      next ??= last + 1n;
      if (next <= last) {
        const end = next + range - 1n < last ? next + range - 1n : last;
        events = await readEvents(client, addresses, next, end);
        next = end + 1n;
        behind = end < last;
      }
    } catch (error) {
      if (!onError) throw error;
      onError(error);
    }
    for (const event of events) {
      if (signal?.aborted) return;
      yield event;
    }
    if (!behind) await rest(client.pollingInterval, signal);
  }
}
