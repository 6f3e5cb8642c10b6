/** The demands that an account made. */
import type { Hex } from "viem";
import { getContractEvents } from "viem/actions";
import { rollupAbi } from "./abi/Rollup.generated.js";
import type { ChainReader } from "./client.js";
import type { RollupContracts } from "./rollup-deploy.js";

/** A demand's place. */
export interface DemandPlace {
  readonly turn: bigint;
  /** batch · slots + slot */
  readonly index: bigint;
}

/** The demands that an account made of a process's rollup, in all its turns, answered or not. */
export async function readDemandsOf(
  client: ChainReader,
  { rollup }: RollupContracts,
  { processId, account, fromBlock = 0n }: { processId: Hex; account: Hex; fromBlock?: bigint },
): Promise<DemandPlace[]> {
  const filter = { address: rollup, abi: rollupAbi, args: { processId }, fromBlock } as const;
  const events = await getContractEvents(client, { ...filter, eventName: "SlotDemanded", strict: true });
  return events
    .filter(({ args }) => args.demander.toLowerCase() === account.toLowerCase())
    .map(({ args: { turn, index } }) => ({ turn, index }));
}
