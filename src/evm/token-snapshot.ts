/** The snapshot of a token: what shows the root of its storage at one block to someone who knows only the block's hash. */
import { type Hex, keccak256 } from "viem";
import { getHeader } from "./block-header.js";
import type { ChainReader } from "./client.js";
import { proveStorage } from "./storage-proof.js";

/** All bytes are as hex. */
export interface TokenSnapshot {
  readonly blockHash: Hex;
  /** The block's header, as its hash is taken over it. */
  readonly header: Hex;
  /** The nodes from the header's state root to the token's account. */
  readonly accountProof: readonly Hex[];
}

/**
 * Reads the snapshot of a token at a block. The node must still know the state of that block.
 * @throws PsephosError `evm/block-header`, `evm/no-block`, `evm/no-get-proof`, `evm/proof-refused`, `evm/storage-proof`
 */
export async function readTokenSnapshot(
  client: ChainReader,
  token: Hex,
  blockNumber: bigint,
): Promise<TokenSnapshot> {
  const [header, { accountProof }] = await Promise.all([
    getHeader(client, blockNumber),
    proveStorage(client, token, [], blockNumber),
  ]);
  return { blockHash: keccak256(header), header, accountProof };
}
