/**
 * A block's header as the bytes that its hash is taken over (RLP), from an `eth_getBlockByNumber` answer.
 * Fields of later forks are at the end, in the order of the forks. A header has all fields up to
 * the last one of its block.
 */
import { type Hex, keccak256, numberToHex, toRlp } from "viem";
import { ensure, ensureAble } from "../errors/index.js";
import type { ChainReader } from "./client.js";

/** Field names of the JSON-RPC block, and whether each is an integer (no leading zeros) or plain bytes. */
const FIELDS = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "integer"],
  ["number", "integer"],
  ["gasLimit", "integer"],
  ["gasUsed", "integer"],
  ["timestamp", "integer"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
  ["baseFeePerGas", "integer"],
  ["withdrawalsRoot", "bytes"],
  ["blobGasUsed", "integer"],
  ["excessBlobGas", "integer"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"],
  ["blockAccessListHash", "bytes"],
] as const;

type RawBlock = Partial<Record<(typeof FIELDS)[number][0], Hex>> & { hash: Hex };

const isHex = (value: unknown): value is Hex => typeof value === "string" && /^0x[0-9a-f]*$/i.test(value);

// RLP writes an integer without leading zeros, and zero as no bytes at all.
function integer(value: Hex): Hex {
  const number = BigInt(value);
  if (number === 0n) return "0x";
  const digits = numberToHex(number).slice(2);
  return `0x${digits.length % 2 ? "0" : ""}${digits}`;
}

/**
 * The RLP of a header.
 * @throws PsephosError `evm/block-header` if its hash is not the block's: the node's chain has other header fields
 * than Ethereum
 */
export function encodeHeader(block: RawBlock): Hex {
  const fields: Hex[] = [];
  for (const [name, kind] of FIELDS) {
    const value = block[name];
    if (value === undefined || value === null) break;
    ensure(isHex(value), "evm/block-header", `the block's ${name} is not hex`);
    fields.push(kind === "integer" ? integer(value) : value);
  }
  const header = toRlp(fields);
  ensure(
    keccak256(header) === block.hash,
    "evm/block-header",
    "the block's fields do not hash to its hash",
    "the chain's headers are not Ethereum's, so its storage proofs cannot be checked on it",
  );
  return header;
}

/**
 * The header of a block by its number.
 * @throws PsephosError `evm/block-header`, `evm/no-block`
 */
export async function getHeader(client: ChainReader, blockNumber: bigint): Promise<Hex> {
  const block = (await client.request({
    method: "eth_getBlockByNumber",
    params: [numberToHex(blockNumber), false],
  })) as RawBlock | null;
  ensureAble(block, "evm/no-block", `the node knows no block ${blockNumber}`);
  return encodeHeader(block);
}
