/**
 * What EIP-1186 proofs show, read as the contract library `StateProofs` reads them:
 *
 *     account   keccak256(address) → [nonce, balance, storage root, hash of the code]
 *     slot      keccak256(slot) → its word, without leading zeros
 */

import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexToBytes } from "@noble/hashes/utils.js";
import { type Hex, readInteger, toHex } from "../bytes/index.js";
import { readRlp, readTrie } from "./trie.js";

const ACCOUNT_FIELDS = 4;
const STORAGE_ROOT = 2;
const WORD = 32;

const bytesOf = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2));
const pathOf = (key: Hex): Uint8Array => keccak_256(bytesOf(key));

/** An account's storage root, under a state root; undefined unless the proof shows it. */
export async function storageRootOf(
  stateRoot: Uint8Array,
  account: Hex,
  proof: readonly Uint8Array[],
): Promise<Hex | undefined> {
  const item = await readTrie(stateRoot, pathOf(account), proof);
  const fields = item && readRlp(item);
  if (!Array.isArray(fields) || fields.length !== ACCOUNT_FIELDS) return undefined;
  const root = fields[STORAGE_ROOT];
  return root instanceof Uint8Array && root.length === WORD ? toHex(root) : undefined;
}

/** A slot's word that is not 0, under a storage root; undefined unless the proof shows it. */
export async function slotValue(
  storageRoot: Hex,
  slot: Hex,
  proof: readonly Uint8Array[],
): Promise<bigint | undefined> {
  const item = await readTrie(bytesOf(storageRoot), pathOf(slot), proof);
  const word = item && readRlp(item);
  if (!(word instanceof Uint8Array) || word.length === 0 || word.length > WORD || word[0] === 0)
    return undefined;
  return readInteger(word, 0, word.length);
}
