/** The ENS of its authors on a local EVM: a registry, a resolver, and names whose owner is `owner`. */
import { type Abi, type Hex, keccak256, namehash, parseAbi, stringToBytes, zeroHash } from "viem";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import type { TestWallet } from "./evm.js";
import { vectors } from "./vectors.js";

const contracts = vectors<Record<"registry" | "resolver", { bytecode: Hex }>>("ens");
export const ensAbi = parseAbi([
  "function setSubnodeOwner(bytes32 node, bytes32 label, address owner) returns (bytes32)",
  "function setResolver(bytes32 node, address resolver)",
  "function setAddr(bytes32 node, address addr)",
  "function setText(bytes32 node, string key, string value)",
  "function setContenthash(bytes32 node, bytes hash)",
]);
const resolverAbi = parseAbi(["constructor(address ens)"]) as Abi;

export interface LocalEns {
  readonly registry: Hex;
  readonly resolver: Hex;
}

export async function deployEns(owner: TestWallet): Promise<LocalEns> {
  const registry = await deploy(owner, ensAbi, contracts.registry.bytecode);
  const resolver = await deploy(owner, resolverAbi, contracts.resolver.bytecode, [registry]);
  return { registry, resolver };
}

/** Makes a name and all above it the owner's, and gives it the resolver. @returns its node */
export async function registerName(
  owner: TestWallet,
  { registry, resolver }: LocalEns,
  name: string,
  withResolver = true,
): Promise<Hex> {
  let node: Hex = zeroHash;
  let path = "";
  for (const label of name.split(".").reverse()) {
    const args = [node, keccak256(stringToBytes(label)), owner.account.address] as const;
    await send(owner, { address: registry, abi: ensAbi, functionName: "setSubnodeOwner", args });
    path = path === "" ? label : `${label}.${path}`;
    node = namehash(path);
  }
  if (withResolver) {
    const args = [node, resolver] as const;
    await send(owner, { address: registry, abi: ensAbi, functionName: "setResolver", args });
  }
  return node;
}
