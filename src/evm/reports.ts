/** What the oracles of a process's voting chain have reported, and which of them agree. */
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { readContract } from "viem/actions";
import { genesisAbi } from "./abi/Genesis.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import type { ChainReader } from "./client.js";
import { readDeployment } from "./deployment.js";
import { creationInstance } from "./processes.js";
import type { ResultsReport } from "./results.js";
import { encodeTally } from "./tally.js";

/** An oracle and what it last reported. */
export interface OracleReport {
  readonly oracle: Hex;
  /** As {@link reportDigest}; nothing if it has reported nothing. */
  readonly digest?: Hex;
}

export interface Reports {
  /** How many oracles must report the same; 0: they settle nothing. */
  readonly quorum: number;
  /** One for each oracle. */
  readonly oracles: readonly OracleReport[];
}

/** What the results contract keeps of a report: `keccak256(abi.encode(uint256[] tally, bytes32 resultsHash))`. */
export const reportDigest = ({ parts, resultsHash }: Pick<ResultsReport, "parts" | "resultsHash">): Hex =>
  keccak256(
    encodeAbiParameters([{ type: "uint256[]" }, { type: "bytes32" }], [encodeTally(parts), resultsHash]),
  );

/**
 * @param processes any instance of the process contract since the process was made
 * @throws ContractRefusal `evm/refused` (`ProcessNotFound`); PsephosError `evm/not-processes`
 */
export async function readReports(client: ChainReader, processes: Hex, processId: Hex): Promise<Reports> {
  const instance = await creationInstance(client, processes, processId);
  const { genesis, results, votingChain } = await readDeployment(client, instance);
  const [oracles, quorum] = await readContract(client, {
    ...{ address: genesis, abi: genesisAbi, functionName: "oraclesOf" as const },
    args: [votingChain],
  });
  const digests = await Promise.all(
    oracles.map((oracle) =>
      readContract(client, {
        ...{ address: results, abi: resultsAbi, functionName: "reportOf" as const },
        args: [processId, oracle],
      }),
    ),
  );
  return {
    quorum,
    oracles: oracles.map((oracle, i) => ({
      oracle,
      ...(BigInt(digests[i]!) === 0n ? {} : { digest: digests[i]! }),
    })),
  };
}
