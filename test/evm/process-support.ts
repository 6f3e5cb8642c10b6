/** Processes for the tests of contracts seen from TypeScript. */
import { type Hex, zeroAddress, zeroHash } from "viem";
import { send } from "../../src/evm/client.js";
import {
  allInstances,
  type Deployment,
  deployProcesses,
  processesAbi,
  resultsAbi,
} from "../../src/evm/index.js";
import { CensusOrigin, decodeEnvelopeType, decodeMode, type ProcessParams } from "../../src/process/index.js";
import type { TestWallet } from "../support/evm.js";

export const declared = (change: Partial<ProcessParams> = {}): ProcessParams => ({
  mode: decodeMode(1),
  envelopeType: decodeEnvelopeType(0),
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  token: zeroAddress,
  startBlock: 100,
  blockCount: 50,
  questionCount: 2,
  maxCount: 2,
  maxValue: 1,
  maxVoteOverwrites: 0,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: zeroHash,
  settlement: zeroAddress,
  paramsSignature: zeroHash,
  metadata: "ipfs://metadata",
  censusRoot: `0x${"1b".repeat(32)}`,
  censusUri: "ipfs://census",
  ...change,
});

/** A successor of the last instance, which its owner activates and a stranger adds to the results contract. */
export async function upgraded(contracts: Deployment, owner: TestWallet, stranger: TestWallet): Promise<Hex> {
  const [last] = (await allInstances(owner, contracts.processes)).slice(-1) as [Hex];
  const next = await deployProcesses(owner, { ...contracts, predecessor: last });
  const call = { address: last, abi: processesAbi, functionName: "activateSuccessor" } as const;
  await send(owner, { ...call, args: [next] });
  await send(stranger, {
    address: contracts.results,
    abi: resultsAbi,
    functionName: "addInstance",
    args: [next],
  });
  return next;
}
