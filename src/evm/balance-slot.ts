/**
 * Where a token keeps a holder's balance (the contract's `balancePosition` and `balanceSlot`):
 *
 *     position                    slot, or start of the namespace + slot
 *     start of a namespace        keccak256(keccak256(id) − 1), its last byte 0 (ERC-7201)
 *
 *     ERC-20, ERC-721, ERC-777    keccak256(holder ‖ position)
 *     ERC-1155                    keccak256(holder ‖ keccak256(token id ‖ position))
 *     MiniMe                      keccak256(keccak256(holder ‖ position)) + index of the last checkpoint
 */
import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, numberToHex, stringToHex } from "viem";
import { CensusOrigin } from "../process/index.js";

/** Where a mapping is declared. */
export interface MappingPlace {
  /** The ERC-7201 id of the struct that has the mapping; empty for the plain layout. */
  namespace: string;
  /** Its storage slot: below 2^16, or counted from the namespace's start and below 2^8. */
  slot: bigint;
}

const word = (value: bigint) => numberToHex(value, { size: 32 });

/** keccak256 of two words. */
export const join = (left: bigint, right: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], [left, right]));

/** The position of a mapping. */
export function balancePosition({ namespace, slot }: MappingPlace): bigint {
  if (namespace === "") return slot;
  const hash = hexToBigInt(keccak256(stringToHex(namespace)));
  const start = hexToBigInt(keccak256(word(hash - 1n)));
  return ((start >> 8n) << 8n) + slot;
}

/** A MiniMe checkpoint packs `{uint128 fromBlock, uint128 value}`, the first one lowest. */
export const balanceOfSlot = (origin: CensusOrigin, value: bigint): bigint =>
  origin === CensusOrigin.MINI_ME ? value >> 128n : value;

/** The slot that holds the length of a MiniMe holder's checkpoints. */
export const checkpointsSlot = (holder: Hex, position: bigint): Hex => join(hexToBigInt(holder), position);

/**
 * The slot of a holder's balance.
 * @param position of the mapping from holders to balances
 * @param tokenId ERC-1155 alone
 * @param checkpoint MiniMe: the index of the holder's last checkpoint; otherwise 0
 */
export function balanceSlot(
  origin: CensusOrigin,
  holder: Hex,
  position: bigint,
  tokenId = 0n,
  checkpoint = 0n,
): Hex {
  if (origin === CensusOrigin.ERC1155) return join(hexToBigInt(holder), hexToBigInt(join(tokenId, position)));
  const slot = checkpointsSlot(holder, position);
  if (origin !== CensusOrigin.MINI_ME) return slot;
  return word(BigInt.asUintN(256, hexToBigInt(keccak256(slot)) + checkpoint));
}
