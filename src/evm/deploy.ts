/**
 * Deploying everything. The constructors' arguments allow this order only:
 *
 *     Genesis()                                   owner: chains, oracles, quorum
 *     Namespaces(genesis)                         no owner
 *     TokenStorageProofs()                        no owner
 *     ProofVerifiers()                            owner: verifiers
 *     Results(genesis, namespaces)                owner: first instance, settlement contracts
 *     genesis.newChain(…) → votingChain
 *     Processes(predecessor, namespaces, tokens, results, votingChain, price)
 *                                                 owner: price, withdraw, successor
 *     results.addInstance(processes)
 *
 * A successor is a new Processes with the old one as predecessor; the old one's owner then calls
 * `activateSuccessor(new)`, and anyone `results.addInstance(new)` if it keeps the results contract.
 */
import { type Abi, type Hex, zeroAddress } from "viem";
import { deployContract } from "viem/actions";
import { ensureAble } from "../errors/index.js";
import { genesisAbi } from "./abi/Genesis.generated.js";
import { namespacesAbi } from "./abi/Namespaces.generated.js";
import { processesAbi } from "./abi/Processes.generated.js";
import { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
import { genesisBytecode } from "./bytecode/Genesis.generated.js";
import { namespacesBytecode } from "./bytecode/Namespaces.generated.js";
import { processesBytecode } from "./bytecode/Processes.generated.js";
import { proofVerifiersBytecode } from "./bytecode/ProofVerifiers.generated.js";
import { resultsBytecode } from "./bytecode/Results.generated.js";
import { tokenStorageProofsBytecode } from "./bytecode/TokenStorageProofs.generated.js";
import { asRefusal, type ChainWriter, send, waitForReceipt } from "./client.js";

/** A voting chain to register in Genesis. */
export interface VotingChain {
  /** Content URI of its genesis document. */
  genesis: string;
  /** Public keys of its block makers. */
  validators: readonly Hex[];
  /** The accounts that report results; at most 64. */
  oracles: readonly Hex[];
  /** How many of the oracles must agree; 0 means that they settle nothing. */
  quorum: number;
}

/** Where the contracts of one deployment are. */
export interface Deployment {
  genesis: Hex;
  namespaces: Hex;
  tokens: Hex;
  verifiers: Hex;
  results: Hex;
  processes: Hex;
  /** The number of the voting chain in Genesis. */
  votingChain: number;
}

/**
 * Deploys one contract and waits until it is on chain.
 * @throws ContractRefusal `evm/refused` by its constructor; PsephosError `evm/not-deployed`
 */
export async function deploy(
  client: ChainWriter,
  abi: Abi,
  bytecode: Hex,
  args: readonly unknown[] = [],
): Promise<Hex> {
  const hash = await deployContract(client, { abi, bytecode, args }).catch((error: unknown) => {
    throw asRefusal(error, abi, "the constructor");
  });
  const { status, contractAddress } = await waitForReceipt(client, hash);
  ensureAble(status === "success" && contractAddress, "evm/not-deployed", "the contract was not deployed");
  return contractAddress;
}

/** What a new instance of the process contract depends on. */
export interface InstanceOptions
  extends Pick<Deployment, "namespaces" | "tokens" | "results" | "votingChain"> {
  /** The instance to follow; none for the first one. */
  predecessor?: Hex;
  /** The price of a new process, in wei; default 0. */
  price?: bigint;
}

/** Deploys an instance of the process contract. A successor is not active until its predecessor activates it. */
export function deployProcesses(client: ChainWriter, options: InstanceOptions): Promise<Hex> {
  const { predecessor = zeroAddress, namespaces, tokens, results, votingChain, price = 0n } = options;
  const args = [predecessor, namespaces, tokens, results, votingChain, price];
  return deploy(client, processesAbi, processesBytecode, args);
}

/**
 * Deploys all the contracts, with the client's account as their owner, and registers one voting chain.
 * @param price the price of a new process, in wei
 */
export async function deployAll(client: ChainWriter, chain: VotingChain, price = 0n): Promise<Deployment> {
  const genesis = await deploy(client, genesisAbi, genesisBytecode);
  const namespaces = await deploy(client, namespacesAbi, namespacesBytecode, [genesis]);
  const tokens = await deploy(client, tokenStorageProofsAbi, tokenStorageProofsBytecode);
  const verifiers = await deploy(client, proofVerifiersAbi, proofVerifiersBytecode);
  const results = await deploy(client, resultsAbi, resultsBytecode, [genesis, namespaces]);
  await send(client, {
    address: genesis,
    abi: genesisAbi,
    functionName: "newChain",
    args: [chain.genesis, chain.validators, chain.oracles, chain.quorum],
  });
  const votingChain = 1;
  const processes = await deployProcesses(client, { namespaces, tokens, results, votingChain, price });
  await send(client, { address: results, abi: resultsAbi, functionName: "addInstance", args: [processes] });
  return { genesis, namespaces, tokens, verifiers, results, processes, votingChain };
}
