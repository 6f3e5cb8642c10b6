/** A voting chain's lists in the Genesis contract: who makes its blocks, who are its oracles, and how many of them must agree. */
import { type Hex, parseEventLogs } from "viem";
import { getLogs, readContract } from "viem/actions";
import { genesisAbi } from "./abi/Genesis.generated.js";
import type { ChainReader } from "./client.js";
import type { LinkedContracts } from "./deployment.js";

/** Where the lists of a chain are. */
export type ListsPlace = Pick<LinkedContracts, "genesis" | "votingChain">;

export interface ChainLists {
  /** Ascending, lower case. */
  readonly oracles: readonly Hex[];
  readonly quorum: number;
  /** Public keys, ascending, lower case. */
  readonly validators: readonly Hex[];
}

/** A change of the lists, by its place on the EVM. */
export interface ListsChange {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
}

const CHANGES = ["ValidatorAdded", "ValidatorRemoved", "OracleAdded", "OracleRemoved", "QuorumUpdated"];
const abi = genesisAbi.filter((item) => item.type === "event");

/**
 * The changes of a chain's lists in some blocks, in order. The lists with which the chain was registered are changes too.
 * @param toBlock included
 */
export async function readListsChanges(
  client: ChainReader,
  { genesis, votingChain }: ListsPlace,
  [fromBlock, toBlock]: readonly [bigint, bigint],
): Promise<ListsChange[]> {
  const logs = await getLogs(client, { address: genesis, fromBlock, toBlock });
  return parseEventLogs({ abi, logs })
    .filter(
      ({ eventName, args }) => CHANGES.includes(eventName) && "chain" in args && args.chain === votingChain,
    )
    .map(({ blockNumber, blockHash, logIndex }) => ({ blockNumber, blockHash, logIndex }));
}

const sorted = (all: readonly Hex[]): Hex[] => all.map((one) => one.toLowerCase() as Hex).sort();

/** The lists of a chain as they were after a block. */
export async function readChainLists(
  client: ChainReader,
  { genesis, votingChain }: ListsPlace,
  blockHash: Hex,
): Promise<ChainLists> {
  const [, validators, oracles, quorum] = await readContract(client, {
    address: genesis,
    abi: genesisAbi,
    functionName: "get",
    args: [votingChain],
    blockHash,
  });
  return { oracles: sorted(oracles), quorum, validators: sorted(validators) };
}
