/** Storage proofs (EIP-1186) as a node gives them: matched with what was asked, refusals named. */
import {
  BaseError,
  type GetProofReturnType,
  type Hex,
  InvalidRequestRpcError,
  isHex,
  MethodNotFoundRpcError,
  MethodNotSupportedRpcError,
  RpcError,
  size,
} from "viem";
import { getProof } from "viem/actions";
import { ensure, Failure } from "../errors/index.js";
import type { ChainReader } from "./client.js";

// Nodes bound the keys of one eth_getProof request.
const KEYS_AT_ONCE = 64;

const UNSUPPORTED = [MethodNotFoundRpcError, MethodNotSupportedRpcError, InvalidRequestRpcError];

/** The node's own refusal, as one of ours; anything else (no connection) is given back as it is. */
function asProofRefusal(error: unknown, blockNumber: bigint): unknown {
  if (!(error instanceof BaseError)) return error;
  if (error.walk((inner) => UNSUPPORTED.some((kind) => inner instanceof kind))) {
    return new Failure("evm/no-get-proof", "the node does not answer eth_getProof", {
      cause: error,
      hint: "Use another node: your own (geth, reth, nethermind), or a provider that offers eth_getProof.",
    });
  }
  if (!error.walk((inner) => inner instanceof RpcError)) return error;
  return new Failure("evm/proof-refused", `the node gives no storage proof at block ${blockNumber}`, {
    cause: error,
    hint: "The node may keep only the state of the last blocks, or limit eth_getProof: try again, or use another node.",
  });
}

/** One slot of an account: what it holds, and the proof of that. */
export type ProvedSlot = GetProofReturnType["storageProof"][number];

/** An account's proof, with a slot for each key that was asked, in the order asked. */
export interface ProvedStorage {
  accountProof: readonly Hex[];
  slots: readonly ProvedSlot[];
}

/**
 * Asks for an account's storage at one block.
 * @param keys 32 bytes each
 * @throws PsephosError `evm/no-get-proof`, `evm/proof-refused`; `evm/storage-proof` if the answer is not about these keys
 */
export async function proveStorage(
  client: ChainReader,
  address: Hex,
  keys: readonly Hex[],
  blockNumber: bigint,
): Promise<ProvedStorage> {
  const answer = await getProof(client, { address, storageKeys: [...keys], blockNumber }).catch(
    (error: unknown) => {
      throw asProofRefusal(error, blockNumber);
    },
  );
  const { accountProof, storageProof } = answer;
  // Nodes write a key in 32 bytes or without its leading zeros.
  const matches = (slot: ProvedSlot | undefined, key: Hex) =>
    slot !== undefined && isHex(slot.key) && size(slot.key) <= 32 && BigInt(slot.key) === BigInt(key);
  ensure(
    Array.isArray(accountProof) &&
      Array.isArray(storageProof) &&
      storageProof.length === keys.length &&
      keys.every((key, i) => matches(storageProof[i], key)),
    "evm/storage-proof",
    "the node's answer to eth_getProof is not about the requested storage keys",
    "use another node",
  );
  return { accountProof, slots: storageProof };
}

/**
 * What an account's slots hold at one block, in as many requests as nodes take.
 * @throws PsephosError as `proveStorage`
 */
export async function readSlots(
  client: ChainReader,
  address: Hex,
  keys: readonly Hex[],
  blockNumber: bigint,
): Promise<bigint[]> {
  const words: bigint[] = [];
  for (let first = 0; first < keys.length; first += KEYS_AT_ONCE) {
    const some = keys.slice(first, first + KEYS_AT_ONCE);
    const { slots } = await proveStorage(client, address, some, blockNumber);
    words.push(...slots.map(({ value }) => value));
  }
  return words;
}
