/**
 * Where a token keeps a holder's balance (the contract's `balanceSlot`), by census origin:
 *
 *     ERC-20, ERC-721, ERC-777    keccak256(holder ‖ position)
 *     ERC-1155                    keccak256(holder ‖ keccak256(id ‖ position))
 *     MiniMe                      keccak256(keccak256(holder ‖ position)) + index of the last checkpoint
 */
import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, numberToHex } from "viem";
import { CensusOrigin } from "../process/index.js";

const word = (value: bigint) => numberToHex(value, { size: 32 });

const join = (left: bigint, right: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], [left, right]));

/** A MiniMe checkpoint packs `{uint128 fromBlock, uint128 value}`, the first one lowest. */
export const balanceOfSlot = (origin: CensusOrigin, value: bigint): bigint =>
  origin === CensusOrigin.MINI_ME ? value >> 128n : value;

/** The slot that holds the length of a MiniMe holder's checkpoints. */
export const checkpointsSlot = (holder: Hex, position: bigint): Hex => join(hexToBigInt(holder), position);

/**
 * The slot of a holder's balance.
 * @param position storage slot of the mapping from holders to balances
 * @param detail ERC-1155: the token id; MiniMe: the index of the holder's last checkpoint; otherwise 0
 */
export function balanceSlot(origin: CensusOrigin, holder: Hex, position: bigint, detail = 0n): Hex {
  if (origin === CensusOrigin.ERC1155) return join(hexToBigInt(holder), hexToBigInt(join(detail, position)));
  const slot = checkpointsSlot(holder, position);
  if (origin !== CensusOrigin.MINI_ME) return slot;
  return word(BigInt.asUintN(256, hexToBigInt(keccak256(slot)) + detail));
}
