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
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, readInteger, toHex, uintBytes } from "../bytes/index.js";
import { CensusOrigin, isEvmOrigin } from "./census-origin.js";

/** Where a mapping is declared. */
export interface MappingPlace {
  /** The ERC-7201 id of the struct that has the mapping; empty for the plain layout. */
  readonly namespace: string;
  /** Its storage slot: below 2^16, or counted from the namespace's start and below 2^8. */
  readonly slot: bigint;
}

const word = (value: bigint): Uint8Array => uintBytes(value, 32, "a word");
const integer = (bytes: Uint8Array): bigint => readInteger(bytes, 0, 32);
const hashOf = (...words: readonly bigint[]): bigint => integer(keccak_256(concatBytes(...words.map(word))));

/** The slot of a mapping's value: keccak256(key ‖ position). */
export const mappingSlot = (key: bigint, position: bigint): Hex => toHex(word(hashOf(key, position)));

/** The position of a mapping. */
export function balancePosition({ namespace, slot }: MappingPlace): bigint {
  if (namespace === "") return slot;
  const start = hashOf(integer(keccak_256(utf8ToBytes(namespace))) - 1n);
  return ((start >> 8n) << 8n) + slot;
}

/**
 * Whether tokens of a kind can have this id. It is 0 for every kind except ERC-1155. An ERC-1155 id is not from 2^80 to 2^160 − 1: it could be an account's address
 * (`TokenStorageProofs` refuses them).
 */
export const isTokenId = (origin: CensusOrigin, tokenId: bigint): boolean =>
  origin === CensusOrigin.ERC1155
    ? tokenId >= 0n && tokenId >> 256n === 0n && (tokenId >> 80n === 0n || tokenId >> 160n > 0n)
    : isEvmOrigin(origin) && tokenId === 0n;

/** A MiniMe checkpoint packs `{uint128 fromBlock, uint128 value}`, the first one lowest. */
export const balanceOfSlot = (origin: CensusOrigin, value: bigint): bigint =>
  origin === CensusOrigin.MINI_ME ? value >> 128n : value;

/** The slot with the number of a MiniMe holder's checkpoints. */
export const checkpointsSlot = (holder: Hex, position: bigint): Hex => mappingSlot(BigInt(holder), position);

/**
 * The slot of a holder's balance.
 * @param position of the mapping from holders to balances
 * @param tokenId ERC-1155 only
 * @param checkpoint MiniMe: the index of the holder's last checkpoint; otherwise 0
 */
export function balanceSlot(
  origin: CensusOrigin,
  holder: Hex,
  position: bigint,
  tokenId = 0n,
  checkpoint = 0n,
): Hex {
  if (origin === CensusOrigin.ERC1155) return mappingSlot(BigInt(holder), hashOf(tokenId, position));
  const slot = hashOf(BigInt(holder), position);
  const last = origin === CensusOrigin.MINI_ME ? BigInt.asUintN(256, hashOf(slot) + checkpoint) : slot;
  return toHex(word(last));
}
