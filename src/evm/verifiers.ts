/** Exported verifiers on chain, and their registry. */
import type { Abi, Hex, TransactionReceipt } from "viem";
import { deployContract } from "viem/actions";
import { ensureAble } from "../errors/index.js";
import { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
import { type ChainWriter, send, waitForReceipt } from "./client.js";

/** A verifier contract that has been deployed. */
export interface DeployedVerifier {
  readonly address: Hex;
  readonly deployGas: bigint;
}

/** Deploys a compiled verifier. @throws PsephosError `evm/not-deployed` */
export async function deployVerifier(
  client: ChainWriter,
  { abi, bytecode }: { abi: Abi; bytecode: Hex },
): Promise<DeployedVerifier> {
  const hash = await deployContract(client, { abi, bytecode, args: [] });
  const { status, contractAddress, gasUsed } = await waitForReceipt(client, hash);
  ensureAble(status === "success" && contractAddress, "evm/not-deployed", "the verifier was not deployed");
  return { address: contractAddress, deployGas: gasUsed };
}

/**
 * Registers a verifier under its circuit and key. Only by the registry's owner, once for each key.
 * @param verifier the address of the deployed contract
 * @param signals how many public signals it takes
 * @throws ContractRefusal `evm/refused`
 */
export function registerVerifier(
  client: ChainWriter,
  registry: Hex,
  { circuit, verifier, signals }: { circuit: string; verifier: Hex; signals: number },
): Promise<TransactionReceipt> {
  return send(client, {
    address: registry,
    abi: proofVerifiersAbi,
    functionName: "register",
    args: [circuit, verifier, signals],
  });
}
