/** Where the contracts of a deployment are, read from its process contract. */
import { type Hex, zeroAddress } from "viem";
import { readContract } from "viem/actions";
import { ensure } from "../errors/index.js";
import { namespacesAbi } from "./abi/Namespaces.generated.js";
import { processesAbi } from "./abi/Processes.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import type { ChainReader } from "./client.js";
import type { Deployment } from "./deploy.js";
import { expecting } from "./not-that-contract.js";

/** The contracts that an instance of the process contract refers to. Verifiers are not among them: nothing on chain points to them. */
export type LinkedContracts = Omit<Deployment, "verifiers"> & {
  /** The instance's number, part of the id of every process made there. */
  namespaceId: number;
};

const lower = (address: Hex) => address.toLowerCase() as Hex;

const EXPECTED = {
  code: "evm/not-processes",
  what: "a process contract",
  hint: "Check the address, and check that the node belongs to the contract's chain.",
} as const;

/**
 * Finds the other contracts from an instance of the process contract.
 * @param processes its address; the last one of a chain of instances, for new processes
 * @throws PsephosError `evm/not-processes` for another contract, or none
 */
export async function readDeployment(client: ChainReader, processes: Hex): Promise<LinkedContracts> {
  return expecting(client, processes, EXPECTED, async () => {
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
    const [numbered, votingChain] = await readContract(client, {
      address: namespaces,
      abi: namespacesAbi,
      functionName: "get",
      args: [namespaceId],
    });
    ensure(
      lower(numbered) === lower(processes),
      EXPECTED.code,
      `the namespace that the contract at ${processes} names belongs to another contract`,
      EXPECTED.hint,
    );
    return {
      processes: lower(processes),
      genesis: lower(genesis),
      namespaces: lower(namespaces),
      tokens: lower(tokens),
      results: lower(results),
      votingChain,
      namespaceId,
    };
  });
}

/** More instances than any deployment has: a longer chain of links is an attack. */
const MOST_INSTANCES = 1000;

/** Follows one kind of link from an instance to the end; the instance itself comes first. */
async function follow(
  client: ChainReader,
  processes: Hex,
  link: "successor" | "predecessor",
): Promise<Hex[]> {
  const found: Hex[] = [];
  for (let instance = processes; instance !== zeroAddress; ) {
    ensure(
      found.length < MOST_INSTANCES,
      EXPECTED.code,
      `the links from ${processes} to other instances do not end`,
      EXPECTED.hint,
    );
    found.push(lower(instance));
    const at = { address: instance, abi: processesAbi } as const;
    instance = await expecting(client, instance, EXPECTED, () =>
      readContract(client, { ...at, functionName: link }),
    );
  }
  return found;
}

/**
 * All instances of the process contract that have been active, oldest first: new processes are made on the last. They are found from
 * the first one on: a successor that was never activated leads to the others too, but is not among them.
 * @param processes any one of them, or such a successor
 * @throws PsephosError `evm/not-processes`
 */
export async function allInstances(client: ChainReader, processes: Hex): Promise<[Hex, ...Hex[]]> {
  const first = (await follow(client, processes, "predecessor")).at(-1)!;
  return (await follow(client, first, "successor")) as [Hex, ...Hex[]];
}
