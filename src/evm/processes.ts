/** Processes on chain: declared, read, and moved where they were made. */
import { type Hex, parseEventLogs, type TransactionReceipt } from "viem";
import { readContract } from "viem/actions";
import { ensure } from "../errors/index.js";
import {
  type ContractProcess,
  checkParams,
  decodeProcess,
  encodeParams,
  type Process,
  type ProcessParams,
  type Status,
} from "../process/index.js";
import { processesAbi } from "./abi/Processes.generated.js";
import { asRefusal, type ChainReader, type ChainWriter, send, waitForReceipt } from "./client.js";

/** A process that was just declared. */
export interface NewProcess {
  processId: Hex;
  receipt: TransactionReceipt;
}

/**
 * Declares a process and pays exactly its price. The contract's rules are checked here first.
 * @param processes the last instance of the process contract
 * @throws PsephosError `process/…`, the rule that the parameters break; ContractRefusal `evm/refused`
 */
export async function createProcess(
  client: ChainWriter,
  processes: Hex,
  params: ProcessParams,
): Promise<NewProcess> {
  const encoded = encodeParams(params);
  checkParams(encoded);
  const contract = { address: processes, abi: processesAbi } as const;
  const value = await readContract(client, { ...contract, functionName: "processPrice" });
  return newProcessOf(
    await send(client, { ...contract, functionName: "newProcess", args: [encoded], value }),
  );
}

/**
 * The process that a transaction declares, sent by {@link createProcess} before and perhaps not in a block yet.
 * @throws PsephosError `evm/no-receipt`, `evm/no-event`, `evm/reverted`
 */
export async function declaredProcess(client: ChainReader, hash: Hex): Promise<NewProcess> {
  const receipt = await waitForReceipt(client, hash);
  ensure(
    receipt.status === "success",
    "evm/reverted",
    `the declaration was reverted in block ${receipt.blockNumber}`,
  );
  return newProcessOf(receipt);
}

function newProcessOf(receipt: TransactionReceipt): NewProcess {
  const [created] = parseEventLogs({ abi: processesAbi, logs: receipt.logs, eventName: "NewProcess" });
  ensure(
    created,
    "evm/no-event",
    "the transaction made no process",
    "Is this the process contract's address?",
  );
  return { processId: created.args.processId, receipt };
}

/**
 * Reads a process, from whichever instance of the chain it was made on.
 * @param processes the last instance of the process contract, or any one since the process was made
 * @param blockHash reads it as it was after this block; nodes keep the state of old blocks only if they are archives
 * @throws ContractRefusal `evm/refused` (`ProcessNotFound`)
 */
export async function readProcess(
  client: ChainReader,
  processes: Hex,
  processId: Hex,
  blockHash?: Hex,
): Promise<Process & { instance: Hex }> {
  const at = blockHash === undefined ? {} : { blockHash };
  const call = { address: processes, abi: processesAbi, args: [processId], ...at } as const;
  try {
    const [stored, instance] = await Promise.all([
      readContract(client, { ...call, functionName: "get" }),
      readContract(client, { ...call, functionName: "getCreationInstance" }),
    ]);
    const process = decodeProcess(stored as ContractProcess);
    return { ...process, instance: instance.toLowerCase() as Hex };
  } catch (error) {
    throw asRefusal(error, processesAbi, "get");
  }
}

/** The block in which an instance of the process contract became active; 0 before that. No process of it is older. */
export function activationBlock(client: ChainReader, processes: Hex): Promise<bigint> {
  return readContract(client, { address: processes, abi: processesAbi, functionName: "activationBlock" });
}

/** How many processes an entity has made, over all instances up to this one. */
export function processCount(client: ChainReader, processes: Hex, entity: Hex): Promise<bigint> {
  const call = { address: processes, abi: processesAbi, functionName: "getEntityProcessCount" } as const;
  return readContract(client, { ...call, args: [entity] });
}

/** The instance where a process was made. @throws ContractRefusal `evm/refused` (`ProcessNotFound`) */
export function creationInstance(client: ChainReader, processes: Hex, processId: Hex): Promise<Hex> {
  return readContract(client, {
    address: processes,
    abi: processesAbi,
    functionName: "getCreationInstance",
    args: [processId],
  }).catch((error: unknown) => {
    throw asRefusal(error, processesAbi, "getCreationInstance");
  });
}

/** A call to the instance where the process was made: only this one accepts it. */
async function at(client: ChainWriter, processes: Hex, processId: Hex) {
  const address = await creationInstance(client, processes, processId);
  return { address, abi: processesAbi } as const;
}

/**
 * Moves a process to READY, ENDED, CANCELED or PAUSED. Only by its entity.
 * @throws ContractRefusal `evm/refused`, with the rule that the move breaks
 */
export async function setStatus(
  client: ChainWriter,
  processes: Hex,
  processId: Hex,
  status: Status,
): Promise<TransactionReceipt> {
  const contract = await at(client, processes, processId);
  return send(client, { ...contract, functionName: "setStatus", args: [processId, status] });
}

/**
 * Opens the next question of a serial process, or ends it after the last. Only by its entity.
 * @throws ContractRefusal `evm/refused`
 */
export async function openNextQuestion(
  client: ChainWriter,
  processes: Hex,
  processId: Hex,
): Promise<TransactionReceipt> {
  const contract = await at(client, processes, processId);
  return send(client, { ...contract, functionName: "incrementQuestionIndex", args: [processId] });
}

/**
 * Replaces the census of a dynamic process. Only by its entity.
 * @throws ContractRefusal `evm/refused`
 */
export async function setCensus(
  client: ChainWriter,
  processes: Hex,
  processId: Hex,
  census: Pick<ProcessParams, "censusRoot" | "censusUri">,
): Promise<TransactionReceipt> {
  const contract = await at(client, processes, processId);
  const args = [processId, census.censusRoot, census.censusUri] as const;
  return send(client, { ...contract, functionName: "setCensus", args });
}
