/** The verifier contract of a circuit's key, put on chain. */
import type { Abi } from "viem";
import { type ChainWriter, type DeployedVerifier, deployVerifier, registerVerifier } from "../evm/index.js";
import { compileVerifier, verificationKeyHash, verifierSource } from "../setup/index.js";
import type { VerifyingCircuit } from "./circuit.js";
import type { Output } from "./output.js";

/** A verifier that is registered on chain under its key. */
export interface RegisteredVerifier extends DeployedVerifier {
  readonly abi: Abi;
  /** The contract's name. */
  readonly name: string;
  /** SHA-256 of the verification key's file. */
  readonly keyHash: `0x${string}`;
}

/** Whether a circuit's proofs come by the dozen, so that its verifier takes many at once. */
export const inBatches = (name: string) => /^tally-[0-9]+$/.test(name);

/**
 * Exports, compiles, deploys and registers the verifier of a circuit's key.
 * @param client the owner of the registry
 * @param verifiers the registry's address
 */
export async function putVerifier(
  { name: circuit, verificationKey }: VerifyingCircuit,
  { client, verifiers, output }: { client: ChainWriter; verifiers: `0x${string}`; output: Output },
): Promise<RegisteredVerifier> {
  const source = verifierSource({ verificationKey, circuit, batch: inBatches(circuit) });
  return output.step(`Compiling and deploying ${source.name}.sol`, async () => {
    const { abi, bytecode } = compileVerifier(source);
    const deployed = await deployVerifier(client, { abi: abi as Abi, bytecode });
    const signals = verificationKey.nPublic;
    await registerVerifier(client, verifiers, { circuit, verifier: deployed.address, signals });
    const keyHash = `0x${verificationKeyHash(verificationKey)}` as const;
    return { ...deployed, abi: abi as Abi, name: source.name, keyHash };
  });
}
