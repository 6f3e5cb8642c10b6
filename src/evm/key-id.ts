import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/**
 * What an anonymous process names as its `censusKey`, and the key of the verifiers' registry:
 * `keccak256(abi.encode(circuit, keyHash))`.
 * @param circuit the instance's name, `census-7` say
 * @param keyHash SHA-256 of the verification key's file, as 0x and 64 hex digits
 */
export function keyId(circuit: string, keyHash: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "string" }, { type: "bytes32" }], [circuit, keyHash]));
}
