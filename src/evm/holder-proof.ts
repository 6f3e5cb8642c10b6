/** The storage proof of a holder's balance at the block of a snapshot, as a vote by name or a registration shows it. */
import { type Hex, hexToBytes } from "viem";
import { ensure } from "../errors/index.js";
import { balanceOfSlot, balanceSlot, CensusOrigin, checkpointsSlot } from "../process/index.js";
import type { ChainReader } from "./client.js";
import { proveStorage } from "./storage-proof.js";
import type { TokenOrigin } from "./token-search.js";

/** What a process of token holders names. */
export interface HeldToken {
  readonly token: Hex;
  readonly origin: TokenOrigin;
  /** Where the token keeps its balances. */
  readonly position: bigint;
  /** Of an ERC-1155 token; otherwise 0. */
  readonly tokenId: bigint;
  /** The block of the snapshot. */
  readonly blockNumber: bigint;
}

export interface HolderProof {
  /** The balance. */
  readonly weight: bigint;
  /** The nodes from the root of the token's storage; of MiniMe tokens first those of the number of checkpoints. */
  readonly proofs: readonly (readonly Uint8Array[])[];
}

/**
 * Asks a node for the proof of a balance. Nothing is checked but that the answer is about what was asked: hold it to the root that the process names.
 * @throws PsephosError `evm/no-balance`: the holder has none; those of `proveStorage`
 */
export async function proveHolding(
  client: ChainReader,
  { token, origin, position, tokenId, blockNumber }: HeldToken,
  holder: Hex,
): Promise<HolderProof> {
  const prove = async (key: Hex) => (await proveStorage(client, token, [key], blockNumber)).slots[0]!;
  const counted = origin === CensusOrigin.MINI_ME ? [await prove(checkpointsSlot(holder, position))] : [];
  const checkpoints = counted[0]?.value;
  const last =
    checkpoints === 0n
      ? undefined
      : await prove(balanceSlot(origin, holder, position, tokenId, checkpoints ? checkpoints - 1n : 0n));
  const weight = last === undefined ? 0n : balanceOfSlot(origin, last.value);
  ensure(
    last !== undefined && weight > 0n,
    "evm/no-balance",
    `${holder} held nothing of the token ${token} at block ${blockNumber}`,
    "Only who held the token at the block of the snapshot may vote.",
  );
  const proofs = [...counted, last].map(({ proof }) => proof.map((node) => hexToBytes(node)));
  return { weight, proofs };
}
