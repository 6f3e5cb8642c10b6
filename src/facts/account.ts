/** Whether a block's header and an account proof show a token's storage root. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { readInteger, toHex } from "../bytes/index.js";
import type { AccountStatement } from "../ledger/index.js";
import { storageRootOf } from "./storage.js";
import { readRlp } from "./trie.js";

const ADDRESS = /^0x[0-9a-f]{40}$/;
/** Headers have about 650 bytes, and become longer with forks. */
const MOST_BYTES = 4096;
const STATE_ROOT = 3;
const NUMBER = 8;

/** The content of a header; undefined if it is malformed. */
function readHeader(
  header: Uint8Array,
): { readonly stateRoot: Uint8Array; readonly number: bigint } | undefined {
  const fields = header.length <= MOST_BYTES ? readRlp(header) : undefined;
  if (!Array.isArray(fields)) return undefined;
  const [stateRoot, number] = [fields[STATE_ROOT], fields[NUMBER]];
  if (!(stateRoot instanceof Uint8Array) || stateRoot.length !== 32) return undefined;
  if (!(number instanceof Uint8Array) || number.length > 32 || number[0] === 0) return undefined;
  return { stateRoot, number: readInteger(number, 0, number.length) };
}

/** True if the header is of that block, and the token's account under its state root has that storage root. */
export async function isAccount(statement: AccountStatement): Promise<boolean> {
  const { blockHash, blockNumber, header, token, storageRoot, proof } = statement;
  if (!ADDRESS.test(token) || toHex(keccak_256(header)) !== blockHash) return false;
  const read = readHeader(header);
  if (read?.number !== blockNumber) return false;
  return (await storageRootOf(read.stateRoot, token, proof)) === storageRoot;
}
