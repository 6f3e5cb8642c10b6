/**
 * The `paramsSignature` of a process: 32 bytes on chain that show an oracle that the entity itself
 * declared these parameters. A signature does not fit into 32 bytes, so the chain stores its hash:
 *
 *     paramsSignature = keccak256(signature), where the signature is EIP-712 over the other parameters
 *
 * The signature travels with the process to the voting chain; its nodes check that its hash is the one on
 * chain and that the entity signed exactly these parameters, for this contract and chain. Zero: not signed.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexToBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { ContractParams } from "./params.js";

const TYPES = {
  ProcessParams: [
    { name: "mode", type: "uint8" },
    { name: "envelopeType", type: "uint8" },
    { name: "censusOrigin", type: "uint8" },
    { name: "token", type: "address" },
    { name: "startBlock", type: "uint32" },
    { name: "blockCount", type: "uint32" },
    { name: "questionCount", type: "uint8" },
    { name: "maxCount", type: "uint8" },
    { name: "maxValue", type: "uint8" },
    { name: "maxVoteOverwrites", type: "uint8" },
    { name: "maxTotalCost", type: "uint16" },
    { name: "costExponent", type: "uint16" },
    { name: "evmBlockHeight", type: "uint256" },
    { name: "balancePosition", type: "uint256" },
    { name: "tokenId", type: "uint256" },
    { name: "censusKey", type: "bytes32" },
    { name: "settlement", type: "address" },
    { name: "metadata", type: "string" },
    { name: "censusRoot", type: "string" },
    { name: "censusUri", type: "string" },
  ],
} as const;

/**
 * What the entity signs, as a wallet's `eth_signTypedData_v4` and viem's `signTypedData` take it.
 * @param params `paramsSignature` is not part of it
 * @param at the process contract, and the chain id of its chain
 */
export function paramsTypedData(params: ContractParams, at: { contract: Hex; chainId: number }) {
  const { paramsSignature: _, ...message } = params;
  return {
    domain: { name: "Psephos", version: "1", chainId: at.chainId, verifyingContract: at.contract },
    types: TYPES,
    primaryType: "ProcessParams" as const,
    message,
  };
}

/**
 * The hash of a signature that the chain stores.
 * @param signature of the entity over `paramsTypedData`: 65 bytes, or more for contract wallets (EIP-1271)
 * @throws PsephosError `bytes/hex`
 */
export function paramsSignature(signature: Hex): Hex {
  ensure(
    typeof signature === "string" && /^0x(?:[0-9a-f]{2}){65,4096}$/.test(signature),
    "bytes/hex",
    "a signature takes 0x and at least 130 lower-case hex digits",
  );
  return toHex(keccak_256(hexToBytes(signature.slice(2))));
}
