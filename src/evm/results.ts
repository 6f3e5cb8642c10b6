/** Results on chain: reported by oracles, proved by settlement contracts, read by anyone. */
import type { Hex, TransactionReceipt } from "viem";
import { readContract } from "viem/actions";
import { resultsAbi } from "./abi/Results.generated.js";
import { asRefusal, type ChainReader, type ChainWriter, send } from "./client.js";
import { readDeployment } from "./deployment.js";
import { creationInstance } from "./processes.js";
import { encodeTally, type TallyPart } from "./tally.js";

/** What an oracle reports. */
export interface ResultsReport {
  processId: Hex;
  /** The voting chain's height; counts only while the process is READY. */
  votingHeight: bigint;
  /** One part, or one for each question of a serial process. */
  parts: readonly TallyPart[];
  /** keccak256 of the results document (`resultsHash`). */
  resultsHash: Hex;
}

/** The outcome of a report or a complaint. */
export interface Outcome {
  /** Whether it made the quorum: the results are settled, or the process invalid. */
  decided: boolean;
  receipt: TransactionReceipt;
}

/** The results on chain. */
export interface SettledResults {
  /** As `encodeTally`; empty if it was too long to be kept. */
  tally: readonly bigint[];
  /** keccak256 of the results document; zero if the results were proved. */
  resultsHash: Hex;
  /** Whether a proof settled them, or oracles. */
  proven: boolean;
  /** The block in which they were settled. */
  blockNumber: bigint;
}

const contract = (address: Hex) => ({ address, abi: resultsAbi }) as const;

function read(client: ChainReader, results: Hex, functionName: "isSettled" | "invalidity", processId: Hex) {
  return readContract(client, { ...contract(results), functionName, args: [processId] });
}

/**
 * Reports results. Only by an oracle of the process's voting chain; each oracle's last report counts.
 * @param results the address of the results contract
 * @throws ContractRefusal `evm/refused`
 */
export async function reportResults(
  client: ChainWriter,
  results: Hex,
  report: ResultsReport,
): Promise<Outcome> {
  const { processId, votingHeight, parts, resultsHash } = report;
  const args = [processId, votingHeight, encodeTally(parts), resultsHash] as const;
  const receipt = await send(client, { ...contract(results), functionName: "report", args });
  return { decided: (await read(client, results, "isSettled", processId)) as boolean, receipt };
}

/**
 * Settles on earlier reports: for when the oracles or their quorum have changed. By anyone.
 * @throws ContractRefusal `evm/refused`
 */
export function settleResults(
  client: ChainWriter,
  results: Hex,
  { processId, parts, resultsHash }: Omit<ResultsReport, "votingHeight">,
): Promise<TransactionReceipt> {
  const args = [processId, encodeTally(parts), resultsHash] as const;
  return send(client, { ...contract(results), functionName: "settle", args });
}

/**
 * Settles on the final tally of the process's settlement contract. By anyone.
 * @throws ContractRefusal `evm/refused`
 */
export function settleProvenResults(
  client: ChainWriter,
  results: Hex,
  processId: Hex,
  parts: readonly TallyPart[],
): Promise<TransactionReceipt> {
  const args = [processId, encodeTally(parts)] as const;
  return send(client, { ...contract(results), functionName: "settleProven", args });
}

/** The defined reasons. Oracles may agree on others, up to 255. */
export const COMPLAINT_REASONS = {
  0: "approved: no fault",
  1: "the metadata cannot be found",
  2: "the metadata is malformed",
  3: "the range of blocks is wrong",
  4: "the census cannot be found",
  5: "the census is malformed, or does not have the root",
  6: "the signature is not the entity's",
} as const;

/**
 * States a fault of a process, or with reason 0 that there is none. Only by an oracle of its voting chain.
 * @param reason 0 to 255, see `COMPLAINT_REASONS`
 * @throws ContractRefusal `evm/refused`
 */
export async function complain(
  client: ChainWriter,
  results: Hex,
  processId: Hex,
  reason: number,
): Promise<Outcome> {
  const args = [processId, reason] as const;
  const receipt = await send(client, { ...contract(results), functionName: "complain", args });
  return { decided: (await read(client, results, "invalidity", processId)) !== 0, receipt };
}

/**
 * The results of a process, from the contract of the instance where the process was made: later instances may have another.
 * @param processes any instance of the process contract since the process was made
 * @throws ContractRefusal `evm/refused` (`NoResults`) while there are none, (`ProcessNotFound`) of no such process; PsephosError
 *   `evm/not-processes`
 */
export async function readResults(
  client: ChainReader,
  processes: Hex,
  processId: Hex,
): Promise<SettledResults> {
  const { results } = await readDeployment(client, await creationInstance(client, processes, processId));
  const call = { ...contract(results), functionName: "getResults", args: [processId] } as const;
  const [tally, resultsHash, proven, blockNumber] = await readContract(client, call).catch(
    (error: unknown) => {
      throw asRefusal(error, resultsAbi, "getResults");
    },
  );
  return { tally, resultsHash, proven, blockNumber };
}

/** The reason for which oracles have invalidated a process; 0 if they have not. */
export async function readInvalidity(client: ChainReader, results: Hex, processId: Hex): Promise<number> {
  return (await read(client, results, "invalidity", processId)) as number;
}
