/** The votes that voters put on the EVM themselves, once nothing can be added to them. */
import { packageOf } from "psephos";
import {
  type ChainReader,
  readInbox,
  readIncludedVotes,
  readPublishedBallots,
  readRollupContracts,
} from "psephos/contracts";
import type { Declaration, IncludedVote } from "psephos/ledger";
import { withOnChainVotes } from "psephos/rollup";
import type { Hex } from "viem";
import { getBlock } from "viem/actions";
import type { FoundEvent } from "./found.js";
import type { EndedInclusion } from "./plan.js";

export type RollupOpened = Extract<FoundEvent, { kind: "rollup-opened" }>;

/** Bytes of a vote in an attestation, besides its package: four scalars and a weight, with their heads. */
const VOTE_BYTES = 160;
/** Bytes of an attestation besides its votes. */
const ATTESTATION_BYTES = 512;
/** The most votes of one attestation. */
const MOST_VOTES = 256;

/** Cuts the votes so that each attestation fits into a transaction of the chain. */
function partsOf(votes: readonly IncludedVote[], maxTransactionBytes: number): IncludedVote[][] {
  const room = maxTransactionBytes - ATTESTATION_BYTES;
  const parts: IncludedVote[][] = [];
  let size = room;
  for (const vote of votes) {
    const bytes = VOTE_BYTES + (vote.votePackage?.length ?? 0);
    if (size + bytes > room || parts.at(-1)!.length === MOST_VOTES) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push(vote);
    size += bytes;
  }
  return parts;
}

export interface InclusionOptions {
  readonly processId: Hex;
  readonly declaration: Declaration;
  readonly opened: RollupOpened;
  /** The last block that was read. */
  readonly readTo: number;
  readonly maxTransactionBytes: number;
}

/**
 * Reads the included votes.
 *
 * Ballots in the clear can be published after the last inclusion, and the chain takes a vote without its ballot for invalid: with such votes
 * the end is awaited in which no ballot can be published any more. Sealed ballots are opened only after the inclusion has ended, so there
 * nothing is awaited.
 * @returns undefined while a vote can be included, or a ballot published
 * @throws PsephosError `evm/included`: the node does not give all votes
 */
export async function readInclusion(
  client: ChainReader,
  { processId, declaration, opened, readTo, maxTransactionBytes }: InclusionOptions,
): Promise<EndedInclusion | undefined> {
  if (readTo < opened.inclusionEnd) return undefined;
  const { settlement, envelopeType, maxCount } = declaration.params;
  const contracts = await readRollupContracts(client, settlement);
  const { count } = await readInbox(client, contracts).inclusions(processId);
  const block = envelopeType.encryptedVotes || count === 0n ? opened.inclusionEnd : opened.openingEnd;
  if (readTo < block) return undefined;
  const { hash } = await getBlock(client, { blockNumber: BigInt(block) });
  const place = { kind: "inclusion-ended", block, hash, log: -1 } as const;
  if (count === 0n) return { ...place, parts: [] };
  const from = { processId, fromBlock: BigInt(opened.closing) };
  const included = await readIncludedVotes(client, contracts, from);
  const published = envelopeType.encryptedVotes ? [] : await readPublishedBallots(client, contracts, from);
  const votes = withOnChainVotes([], included, published, maxCount).map(
    ({ nullifier, weight, voteHash, nonce, envelopeHash, ballot }): IncludedVote => ({
      nullifier,
      weight,
      voteHash,
      nonce,
      envelopeHash,
      votePackage: ballot && packageOf(ballot),
    }),
  );
  return { ...place, parts: partsOf(votes, maxTransactionBytes) };
}
