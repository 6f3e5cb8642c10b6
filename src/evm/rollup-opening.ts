/** When and how the rollup of a process was opened. */
import type { Hex } from "viem";
import { getContractEvents, readContract } from "viem/actions";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import type { ChainReader } from "./client.js";
import { isForeignAnswer } from "./not-that-contract.js";
import { type RollupContracts, readRollupContracts } from "./rollup-deploy.js";

/** The opening of a rollup, and the block of its event. */
export interface RollupOpening {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
  /** How many oracles must sign. */
  readonly signatures: number;
  readonly closing: bigint;
  readonly inclusionEnd: bigint;
  readonly openingEnd: bigint;
}

async function openedBook(
  client: ChainReader,
  settlement: Hex,
  processId: Hex,
): Promise<RollupContracts | undefined> {
  try {
    const contracts = await readRollupContracts(client, settlement);
    const call = { address: contracts.book, abi: rollupBookAbi, functionName: "closingOf" } as const;
    return (await readContract(client, { ...call, args: [processId] })) === 0n ? undefined : contracts;
  } catch (error) {
    // Another kind of settlement contract: no rollup is opened in it.
    if (isForeignAnswer(error)) return undefined;
    throw error;
  }
}

/**
 * Searches for the opening of a process's rollup, in bounded ranges of blocks and only if it was opened.
 * @param settlement as the process names it
 * @param fromBlock the block in which the process was created
 * @param toBlock included: an opening in a later block is not found
 * @param range blocks searched in one request; 2,000 by default
 */
export async function findRollupOpening(
  client: ChainReader,
  settlement: Hex,
  {
    processId,
    fromBlock,
    toBlock,
    range = 2_000n,
  }: {
    readonly processId: Hex;
    readonly fromBlock: bigint;
    readonly toBlock: bigint;
    readonly range?: bigint;
  },
): Promise<RollupOpening | undefined> {
  const contracts = await openedBook(client, settlement, processId);
  if (contracts === undefined) return undefined;
  for (let from = fromBlock; from <= toBlock; from += range) {
    const last = from + range - 1n;
    const [event] = await getContractEvents(client, {
      address: contracts.book,
      abi: rollupBookAbi,
      eventName: "RollupOpened",
      args: { processId },
      fromBlock: from,
      toBlock: last < toBlock ? last : toBlock,
      strict: true,
    });
    if (!event) continue;
    const { blockNumber, blockHash, logIndex } = event;
    const { signatures, closing, inclusionEnd, openingEnd } = event.args.terms;
    return { blockNumber, blockHash, logIndex, signatures, closing, inclusionEnd, openingEnd };
  }
  return undefined;
}
