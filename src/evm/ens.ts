/** Contracts, and where gateways are, by name: ENS (EIP-137), whose records only say where to ask. */
import { base32nopad } from "@scure/base";
import { type Hex, hexToBytes, parseAbi, zeroAddress } from "viem";
import { readContract } from "viem/actions";
import { namehash, normalize } from "viem/ens";
import { ensure, PsephosError, Refusal, visible } from "../errors/index.js";
import type { ChainReader } from "./client.js";
import { type LinkedContracts, readDeployment } from "./deployment.js";
import { expecting } from "./not-that-contract.js";

/** The registry of Ethereum's main network and its test networks. */
export const ENS_REGISTRY: Hex = "0x00000000000c2e074ec69a0dfb2997ba6c7d2e1e";

const abi = parseAbi([
  "function resolver(bytes32 node) view returns (address)",
  "function addr(bytes32 node) view returns (address)",
  "function text(bytes32 node, string key) view returns (string)",
  "function contenthash(bytes32 node) view returns (bytes)",
]);

const REGISTRY = {
  code: "evm/ens-registry",
  what: "an ENS registry",
  hint: "This chain may have no ENS: give an address instead of a name, or a node of a chain that has ENS.",
} as const;
const RESOLVER = {
  code: "evm/ens-resolver",
  hint: "Ask the name's owner to correct its resolver, or give an address instead of the name.",
} as const;

/** What is asked of a name's resolver. */
interface Asked {
  readonly name: string;
  readonly registry: Hex;
  /** For sentences: what the resolver has to know. */
  readonly what: string;
}

/** What a name's resolver answers, or nothing if the name has none. @throws PsephosError `evm/ens-name`, `evm/ens-registry`, `evm/ens-resolver` */
async function recordOf<T>(
  client: ChainReader,
  { name, registry, what }: Asked,
  read: (address: Hex, node: Hex) => Promise<T>,
): Promise<T | undefined> {
  let node: Hex;
  try {
    node = namehash(normalize(name));
  } catch (cause) {
    throw new Refusal("evm/ens-name", `${JSON.stringify(name.slice(0, 100))} is not an ENS name`, {
      cause,
    });
  }
  const address = await expecting(client, registry, REGISTRY, () =>
    readContract(client, { address: registry, abi, functionName: "resolver", args: [node] }),
  );
  if (address === zeroAddress) return undefined;
  const knowing = `a resolver that knows ${what} for ${visible(name, { limit: 100 })}`;
  return expecting(client, address, { ...RESOLVER, what: knowing }, () => read(address, node));
}

/**
 * The address behind a name, or nothing if it has none.
 * @param name such as `processes.vocdoni.eth`; normalised first (ENSIP-15)
 * @param registry the ENS registry; the public one by default
 * @throws PsephosError `evm/ens-name` if it is not a valid name; `evm/ens-registry` if there is no registry; `evm/ens-resolver`
 *   if the name's resolver is not a resolver
 */
export async function resolveName(
  client: ChainReader,
  name: string,
  registry: Hex = ENS_REGISTRY,
): Promise<Hex | undefined> {
  const found = await recordOf(client, { name, registry, what: "an address" }, (address, node) =>
    readContract(client, { address, abi, functionName: "addr", args: [node] }),
  );
  return found === undefined || found === zeroAddress ? undefined : (found.toLowerCase() as Hex);
}

/**
 * A text record (ENSIP-5), or nothing if the name has none.
 * @throws PsephosError as `resolveName`
 */
export async function resolveText(
  client: ChainReader,
  name: string,
  key: string,
  registry: Hex = ENS_REGISTRY,
): Promise<string | undefined> {
  const text = await recordOf(client, { name, registry, what: "texts" }, (address, node) =>
    readContract(client, { address, abi, functionName: "text", args: [node, key] }),
  );
  return text || undefined;
}

/** ENSIP-7: the varint of `ipfs-ns`, then a CID of version 1 whose hash is SHA-256. */
const IPFS_NS = /^0xe301(01(?:55|70)1220[0-9a-f]{64})$/;

/**
 * The content of a name (ENSIP-7) on IPFS, as `ipfs://CID`; nothing if it has none, or it is elsewhere.
 * @throws PsephosError as `resolveName`
 */
export async function resolveContent(
  client: ChainReader,
  name: string,
  registry: Hex = ENS_REGISTRY,
): Promise<string | undefined> {
  const found = await recordOf(client, { name, registry, what: "a content hash" }, (address, node) =>
    readContract(client, { address, abi, functionName: "contenthash", args: [node] }),
  );
  const cid = IPFS_NS.exec(found ?? "")?.[1];
  return cid && `ipfs://b${base32nopad.encode(hexToBytes(`0x${cid}`)).toLowerCase()}`;
}

/** A deployment found by name. */
export type NamedContracts = LinkedContracts & {
  /** The registry of verifiers, if the domain names one. */
  verifiers?: Hex;
};

/**
 * The contracts of a domain: `processes.<domain>` leads to all except the verifiers, which are at
 * `verifiers.<domain>`.
 * @throws PsephosError `evm/ens-unknown` if `processes.<domain>` has no address; `evm/ens-contract` if it leads to another contract, or
 *   to none; as `resolveName`
 */
export async function resolveDeployment(
  client: ChainReader,
  domain: string,
  registry: Hex = ENS_REGISTRY,
): Promise<NamedContracts> {
  const processes = await resolveName(client, `processes.${domain}`, registry);
  ensure(
    processes,
    "evm/ens-unknown",
    () => `ENS knows no address for processes.${domain}`,
    "Check the spelling, or give the contract's address.",
  );
  const [linked, verifiers] = await Promise.all([
    readDeployment(client, processes).catch((cause: unknown) => {
      if (!(cause instanceof PsephosError) || cause.code !== "evm/not-processes") throw cause;
      throw new Refusal(
        "evm/ens-contract",
        `processes.${domain} does not lead to a process contract: ${cause.message}`,
        {
          cause,
          hint: "Ask the name's owner, or give the process contract's address.",
        },
      );
    }),
    resolveName(client, `verifiers.${domain}`, registry),
  ]);
  return { ...linked, ...(verifiers ? { verifiers } : {}) };
}
