/** Where the contracts of a deployment are, read from its process contract. */
import { type Hex, zeroAddress } from "viem";
import { readContract } from "viem/actions";
import { namespacesAbi } from "./abi/Namespaces.generated.js";
import { processesAbi } from "./abi/Processes.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import type { ChainReader } from "./client.js";
import type { Deployment } from "./deploy.js";

/** What an instance of the process contract leads to. Verifiers stand apart: nothing on chain points to them. */
export type LinkedContracts = Omit<Deployment, "verifiers"> & {
  /** The instance's number, part of the id of every process made there. */
  namespaceId: number;
};

const lower = (address: Hex) => address.toLowerCase() as Hex;

/**
 * Finds the other contracts from an instance of the process contract.
 * @param processes its address; the last one of a chain of instances, for new processes
 */
export async function readDeployment(client: ChainReader, processes: Hex): Promise<LinkedContracts> {
  const instance = { address: processes, abi: processesAbi } as const;
  const [namespaceId, tokens, results] = await Promise.all([
    readContract(client, { ...instance, functionName: "namespaceId" }),
    readContract(client, { ...instance, functionName: "tokens" }),
    readContract(client, { ...instance, functionName: "results" }),
  ]);
  const [genesis, namespaces] = await Promise.all([
    readContract(client, { address: results, abi: resultsAbi, functionName: "genesis" }),
    readContract(client, { address: results, abi: resultsAbi, functionName: "namespaces" }),
  ]);
  const [, votingChain] = await readContract(client, {
    address: namespaces,
    abi: namespacesAbi,
    functionName: "get",
    args: [namespaceId],
  });
  return {
    processes: lower(processes),
    genesis: lower(genesis),
    namespaces: lower(namespaces),
    tokens: lower(tokens),
    results: lower(results),
    votingChain,
    namespaceId,
  };
}

/** Follows one kind of link from an instance to the end; the instance itself comes first. */
async function follow(
  client: ChainReader,
  processes: Hex,
  link: "successor" | "predecessor",
): Promise<Hex[]> {
  const found: Hex[] = [];
  for (let instance = processes; instance !== zeroAddress; ) {
    found.push(lower(instance));
    instance = await readContract(client, { address: instance, abi: processesAbi, functionName: link });
  }
  return found;
}

/**
 * All instances of the process contract, oldest first: new processes are made on the last.
 * @param processes any one of them
 */
export async function allInstances(client: ChainReader, processes: Hex): Promise<[Hex, ...Hex[]]> {
  const [before, after] = await Promise.all([
    follow(client, processes, "predecessor"),
    follow(client, processes, "successor"),
  ]);
  return [...before.reverse(), ...after.slice(1)] as [Hex, ...Hex[]];
}
