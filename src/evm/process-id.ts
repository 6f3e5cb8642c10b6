/** What a process's id is made of, found from the chain. The contract keeps no index: it is searched among the entity's. */
import { getChainId, readContract } from "viem/actions";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type Process, type ProcessIdParts, processId } from "../process/index.js";
import { processesAbi } from "./abi/Processes.generated.js";
import type { ChainReader } from "./client.js";
import { processCount } from "./processes.js";

/**
 * Finds the entity's number of a process, with the namespace and the chain that its id is made of.
 * @param processes the instance that made the process, or a later one
 * @param process as `readProcess` gives it
 * @throws PsephosError `evm/process-id`: no process that the entity has made has this id
 */
export async function readProcessIdParts(
  client: ChainReader,
  processes: Hex,
  id: Hex,
  { entity, instance }: Pick<Process, "entity"> & { readonly instance: Hex },
): Promise<ProcessIdParts> {
  const [count, namespace, chainId] = await Promise.all([
    processCount(client, processes, entity),
    readContract(client, { address: instance, abi: processesAbi, functionName: "namespaceId" }),
    getChainId(client),
  ]);
  for (let index = count - 1n; index >= 0n; index--) {
    const parts = { entity, index, namespace, chainId };
    if (processId(parts) === id) return parts;
  }
  ensure(
    false,
    "evm/process-id",
    `none of the ${count} processes that ${entity} has made in this namespace has the id ${id}`,
    "Ask another Ethereum node, with --rpc: the answers of this one do not agree.",
  );
}
